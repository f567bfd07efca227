"""Which of the two left open what a criterion compares, so that whoever owns it can fill it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from postings.choices import Financing
from postings.models import Posting

# By criterion: the columns of which one at least has to be filled. The other criteria go by more than one's own form.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "modality": ("modalities",),
    "languages": ("working_languages",),
    "period": ("period_from", "period_until"),
    "delivery": ("delivery",),
    "financing": ("financing",),
}
UNSAID: tuple[object, ...] = (None, "", [], Financing.OPEN)
# Whether the need and the offer leave it open.
SENTENCES: dict[tuple[bool, bool], str | Promise] = {
    (True, False): _("Left open by the need, and so left out: %(criteria)s."),
    (False, True): _("Left open by the offer, and so left out: %(criteria)s."),
    (True, True): _("Left open by both, and so left out: %(criteria)s."),
    (False, False): _("Not stated, and so left out: %(criteria)s."),
}


@dataclass(frozen=True)
class Gap:
    sentence: str
    # Of the postings that leave it open.
    references: tuple[str, ...]


def tell_gaps(
    criteria: Sequence[str], labels: Mapping[str, str | Promise], *, need: Posting, offer: Posting
) -> Iterator[Gap]:
    """One sentence for what the need leaves open, one for the offer, one for both, one for what no form asks for."""
    for sides, sentence in SENTENCES.items():
        named = [
            str(labels[criterion])
            for criterion in criteria
            if (_leaves_open(need, criterion), _leaves_open(offer, criterion)) == sides
        ]
        if named:
            silent = [
                posting.reference
                for posting, is_silent in zip((need, offer), sides, strict=True)
                if is_silent
            ]
            yield Gap(str(sentence) % {"criteria": ", ".join(named)}, tuple(silent))


def _leaves_open(posting: Posting, criterion: str) -> bool:
    columns = COLUMNS.get(criterion, ())
    return bool(columns) and all(getattr(posting, name) in UNSAID for name in columns)
