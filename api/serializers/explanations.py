"""Why a pair scored as it did, as data: what the match cards of the pages say in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matching.core.advice import Advice
from matching.core.score import Blocker, Evidence
from matching.models import Decision, Match
from matching.services import Explanation

# Evidence of these codes carries a concept or word, then the words of the offer and those of the need.
QUOTED = frozenset({"shared_concept", "shared_word"})
# Values of these codes are the first and the last day, as the engine counts days.
PERIODS = frozenset({"common_period", "move_period", "state_period"})


def _tell(code: str, values: Sequence[str | int]) -> list[str]:
    if code in PERIODS:
        return [date.fromordinal(int(day)).isoformat() if day else "" for day in values]
    return [str(value) for value in values]


@dataclass(frozen=True)
class Explained:
    """A match or decision with its explanation; `beyond` are obstacles that are none of the engine's."""

    row: Match | Decision
    explanation: Explanation
    beyond: tuple[str, ...] = ()


class EvidenceSerializer(serializers.Serializer[Evidence]):
    code = serializers.CharField(help_text=_("What kind of evidence it is; new ones may be added."))
    values = serializers.SerializerMethodField(
        help_text=_("What it is about: codes, numbers, or a first and a last day (empty: no end).")
    )
    offer_words = serializers.SerializerMethodField(
        help_text=_("The words of the offer that met, in its original language; null for other evidence.")
    )
    need_words = serializers.SerializerMethodField(
        help_text=_("The words of the need that met, in its original language; null for other evidence.")
    )

    def get_values(self, piece: Evidence) -> list[str]:
        values = piece.values[:1] if piece.code in QUOTED else piece.values
        return _tell(piece.code, values)

    def get_offer_words(self, piece: Evidence) -> str | None:
        return str(piece.values[1]) if piece.code in QUOTED else None

    def get_need_words(self, piece: Evidence) -> str | None:
        return str(piece.values[2]) if piece.code in QUOTED else None


class ContributionSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField(help_text=_("Code of the criterion; new ones may be added."))
    points = serializers.IntegerField(
        allow_null=True,
        help_text=_("Null: not stated by a party, left out of the score."),
    )
    max_points = serializers.IntegerField(help_text=_("The most that the criterion can give."))
    evidence = EvidenceSerializer(many=True, help_text=_("What the points were given for."))


class BlockerSerializer(serializers.Serializer[Blocker]):
    code = serializers.CharField(help_text=_("What stands in the way; new ones may be added."))
    params = serializers.ListField(
        child=serializers.CharField(), help_text=_("Sides, countries, languages or modalities concerned.")
    )


class ChangeSerializer(serializers.Serializer[Advice]):
    side = serializers.CharField(help_text=_("Whose posting would change: offer or need."))
    code = serializers.CharField(help_text=_("What would change; new ones may be added."))
    params = serializers.SerializerMethodField(
        help_text=_("What it would change to: codes, or a first and a last day (empty: no end).")
    )
    effort = serializers.IntegerField(
        help_text=_("1: a word more on the form; 2: other terms; 3: other dates, places or partners.")
    )
    gain = serializers.IntegerField(help_text=_("How much higher the score would be, of 1000."))
    at_most = serializers.BooleanField(
        help_text=_("True: not stated yet, and the gain depends on what is stated.")
    )
    lifts = serializers.ListField(
        child=serializers.CharField(), help_text=_("Codes of the blockers that would be gone.")
    )
    opens = serializers.BooleanField(help_text=_("True: nothing would stand in the way any more."))

    def get_params(self, advice: Advice) -> list[str]:
        return _tell(advice.code, advice.params)


class ExplanationSerializer(serializers.Serializer[Explained]):
    """What `Explained` tells, the same for suggestions and for what was accepted."""

    offer = serializers.CharField(source="row.offer.reference", help_text=_("Reference of the offer"))
    need = serializers.CharField(source="row.need.reference", help_text=_("Reference of the need"))
    score = serializers.IntegerField(
        source="row.score", help_text=_("From 0 to 1000, derived from the contributions.")
    )
    band = serializers.CharField(source="row.band", help_text=_("What the score amounts to."))
    generation = serializers.IntegerField(
        source="row.generation.number",
        help_text=_("Number of the settings under which the score was computed."),
    )
    offer_revision = serializers.IntegerField(
        source="row.offer_revision", help_text=_("Revision of the offer that was scored.")
    )
    need_revision = serializers.IntegerField(
        source="row.need_revision", help_text=_("Revision of the need that was scored.")
    )
    is_current = serializers.BooleanField(
        source="explanation.is_stored",
        help_text=_(
            "False: a posting, or what postings are compared by, has changed since: there are only points, without reasons."
        ),
    )
    contributions = ContributionSerializer(
        source="explanation.contributions", many=True, help_text=_("What each criterion gave, and for what.")
    )
    blockers = serializers.SerializerMethodField(
        help_text=_("What stands in the way; empty where nothing does.")
    )
    would_raise = ChangeSerializer(
        source="explanation.advice",
        many=True,
        help_text=_("Single changes of either side that would raise the score, the cheapest first."),
    )

    @extend_schema_field(BlockerSerializer(many=True))
    def get_blockers(self, explained: Explained) -> list[dict[str, Any]]:
        blockers = [*explained.explanation.blockers, *(Blocker(code) for code in explained.beyond)]
        return [dict(BlockerSerializer(blocker).data) for blocker in blockers]


class SuggestionSerializer(ExplanationSerializer):
    reference = serializers.SerializerMethodField(
        help_text=_("The references of need and offer, joined by an underscore.")
    )
    scored_at = serializers.DateTimeField(source="row.scored_at", help_text=_("When it was scored, in UTC."))

    def get_reference(self, explained: Explained) -> str:
        return f"{explained.row.need.reference}_{explained.row.offer.reference}"
