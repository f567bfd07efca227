"""Words that no concept covers and none is to cover."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from vocabulary.core.thesaurus import fold_label
from vocabulary.models import WordSetAside


class WordSaysNothing(ValueError):
    """Nothing in it can be read."""


def subject_of_word(word: str, language: str) -> str:
    """By which the audit trail knows a word."""
    return f"word {language} {word}"


@transaction.atomic
def set_word_aside(*, word: str, language: str, by: User, at: datetime) -> bool:
    """Say whether it was not aside before. Raises WordSaysNothing."""
    folded = fold_label(word)
    if not folded:
        raise WordSaysNothing(word)
    aside, is_new = WordSetAside.objects.get_or_create(
        language=language, folded=folded, defaults={"word": word, "by": by, "at": at}
    )
    if is_new:
        subject = subject_of_word(aside.word, language)
        record_audit(actor=by, action="word.aside", subject=subject, at=at)
    return is_new


@transaction.atomic
def bring_word_back(*, word: str, language: str, by: User, at: datetime) -> bool:
    """Say whether it was aside."""
    aside = (
        WordSetAside.objects.spoken_in(language).filter(folded=fold_label(word)).select_for_update().first()
    )
    if aside is None:
        return False
    subject = subject_of_word(aside.word, language)
    aside.delete()
    record_audit(actor=by, action="word.back", subject=subject, at=at)
    return True
