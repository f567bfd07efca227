from postings.forms.comparing import Difference, find_differences
from postings.forms.initial import COLUMNS, initial_relations
from postings.forms.posting import PostingForm
from postings.forms.step import StepForm
from postings.forms.words import PostingWords, clean_input, word_field

__all__ = [
    "COLUMNS",
    "Difference",
    "PostingForm",
    "PostingWords",
    "StepForm",
    "clean_input",
    "find_differences",
    "initial_relations",
    "word_field",
]
