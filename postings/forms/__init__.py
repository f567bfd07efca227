from postings.forms.comparing import Difference, find_differences
from postings.forms.posting import PostingForm
from postings.forms.step import StepForm
from postings.forms.words import PostingWords, clean_input, word_field

__all__ = [
    "Difference",
    "PostingForm",
    "PostingWords",
    "StepForm",
    "clean_input",
    "find_differences",
    "word_field",
]
