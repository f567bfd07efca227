"""What matching noticed in the text of a posting, in words for whoever can mend it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from postings.models import Posting
from vocabulary.core.features import OTHER_LANGUAGE
from vocabulary.core.reading import note_text

TEXT_NOTES: Mapping[str, str | Promise] = {
    "empty": _(
        "The text holds no words that matching can read: it goes by themes, countries and dates alone. Say in words what it is about."
    ),
    "one_word": _(
        "The text holds a single word, on which matching can hardly rely. A few sentences find more."
    ),
    "shortened": _("The text is very long: matching reads only its beginning. Say first what matters most."),
    "other_script": _(
        "Most of the text is not in Latin letters. Matching and search read only words in Latin letters."
    ),
    "capitals": _(
        "The title or the text is written in capitals. Matching reads it, but cannot tell abbreviations from words there."
    ),
    "markup": _(
        "The text holds remnants of formatting, such as <b> or &nbsp;. Matching leaves them out; readers see them."
    ),
    "symbols": _(
        "Symbols such as arrows or emoji say nothing to matching: put into words what they stand for."
    ),
    f"{OTHER_LANGUAGE}en": _(
        "The text seems to be in English, not in the language that is stated. Matching reads it as English; please correct what is stated."
    ),
    f"{OTHER_LANGUAGE}es": _(
        "The text seems to be in Spanish, not in the language that is stated. Matching reads it as Spanish; please correct what is stated."
    ),
    f"{OTHER_LANGUAGE}fr": _(
        "The text seems to be in French, not in the language that is stated. Matching reads it as French; please correct what is stated."
    ),
    f"{OTHER_LANGUAGE}pt": _(
        "The text seems to be in Portuguese, not in the language that is stated. Matching reads it as Portuguese; please correct what is stated."
    ),
}


def say_text_notes(posting: Posting) -> list[str]:
    """Of the original text, the only one that matching reads; of one that is not begun there is nothing to say."""
    text = posting.original_text
    if text is None or not f"{text.title}{text.body}".strip():
        return []
    noted = note_text(title=text.title, body=text.body, language=posting.original_language)
    return [str(TEXT_NOTES[code]) for code in noted]
