from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.models import Country, Theme
from jobs.core.days import day_of_record
from workplans.models import Plan, PlanNode

LANGUAGES = ("en", "es", "fr", "pt")
NAMES = {
    "type": "object",
    "required": list(LANGUAGES),
    "properties": {code: {"type": "string"} for code in LANGUAGES},
}


@extend_schema_field(NAMES)
class NamesField(serializers.Field[Any, Any, Any, Any]):
    """A localised column as `{"en": …, "es": …, "fr": …, "pt": …}`; empty where a name is not known."""

    def __init__(self, column: str, **kwargs: Any) -> None:  # noqa: ANN401 (DRF's options)
        self.column = column
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:  # noqa: ANN401 (any localised row)
        return {code: getattr(value, f"{self.column}_{code}") for code in LANGUAGES}


class CountryGroupSerializer(serializers.Serializer[Any]):
    group = serializers.CharField(source="group_id", help_text=_("Code of the group, for example CARICOM."))
    status = serializers.CharField(help_text=_("Status of the membership; new values may be added."))
    since = serializers.DateField(
        allow_null=True,
        help_text=_("First day; null where it is not known. See since_precision."),
    )
    since_precision = serializers.CharField(
        help_text=_("How much of the date is known: year, month, day, or empty.")
    )
    confidence = serializers.CharField(
        help_text=_("sourced, general_knowledge (not verified) or working_rule; new values may be added.")
    )
    source: Any = serializers.CharField(help_text=_("Where the membership was read; empty where nowhere."))
    note = serializers.CharField(help_text=_("What is to be known about it, in English; may be empty."))


class CountrySerializer(serializers.ModelSerializer[Country]):
    name = NamesField("name")
    side = serializers.SerializerMethodField(help_text=_("south, north or empty, on today's date."))
    groups = serializers.SerializerMethodField(help_text=_("Memberships in force today."))

    class Meta:
        model = Country
        fields = (
            "code",
            "iso3",
            "m49",
            "kind",
            "name",
            "official_languages",
            "working_languages",
            "side",
            "groups",
        )
        extra_kwargs = {
            "code": {"help_text": _("ISO 3166-1 alpha-2 code; EU for the union.")},
            "iso3": {"help_text": _("ISO 3166-1 alpha-3 code.")},
            "m49": {"help_text": _("UN M49 code.")},
        }

    def get_side(self, country: Country) -> str:
        return country.side(day_of_record(timezone.now()))

    @extend_schema_field(CountryGroupSerializer(many=True))
    def get_groups(self, country: Country) -> list[dict[str, Any]]:
        rows = country.groups_on(day_of_record(timezone.now()))
        return [dict(row) for row in CountryGroupSerializer(rows, many=True).data]


class ThemeSerializer(serializers.ModelSerializer[Theme]):
    name = NamesField("name")
    scope = NamesField("scope")
    area = serializers.CharField(
        source="parent.code",
        default=None,
        allow_null=True,
        read_only=True,
        help_text=_("Code of the area; null for an area itself."),
    )
    goals = serializers.SlugRelatedField[Any](
        "number",
        many=True,
        read_only=True,
        help_text=_("Numbers of Sustainable Development Goals."),
    )
    sectors = serializers.SlugRelatedField[Any](
        "code",
        many=True,
        read_only=True,
        help_text=_("Codes of the DAC sector categories."),
    )

    class Meta:
        model = Theme
        fields = ("code", "area", "name", "scope", "goals", "sectors")


class PlanNodeSerializer(serializers.ModelSerializer[PlanNode]):
    name = NamesField("name")
    aim = NamesField("aim")
    parent: Any = serializers.CharField(
        source="parent.code",
        default=None,
        allow_null=True,
        read_only=True,
        help_text=_("Code of the node above; null at the top."),
    )

    class Meta:
        model = PlanNode
        fields = (
            "code",
            "parent",
            "kind",
            "position",
            "name",
            "aim",
            "source_text",
            "source_language",
        )
        extra_kwargs = {
            "source_text": {
                "help_text": _("The words of the imported document; empty until it is imported.")
            },
            "source_language": {"help_text": _("Language of source_text; empty where there is none.")},
        }


class PlanSerializer(serializers.ModelSerializer[Plan]):
    name = NamesField("name")
    aim = NamesField("aim")
    body = serializers.CharField(
        source="body.acronym",
        default=None,
        allow_null=True,
        read_only=True,
        help_text=_("Acronym of the body that adopted the plan."),
    )

    class Meta:
        model = Plan
        fields: tuple[str, ...] = ("code", "year", "body", "name", "aim")


class PlanDetailSerializer(PlanSerializer):
    nodes = PlanNodeSerializer(
        many=True,
        read_only=True,
        help_text=_("In the order of the plan; parent makes the tree."),
    )

    class Meta(PlanSerializer.Meta):
        fields = (*PlanSerializer.Meta.fields, "nodes")


def plan_tree() -> Prefetch[str, Any, str]:
    """The nodes of a plan in order, each with the code of its parent, in one query."""
    nodes = PlanNode.objects.in_order().select_related("parent")
    return Prefetch("nodes", queryset=nodes)
