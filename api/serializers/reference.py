from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.models import Country, Theme
from workplans.models import Plan, PlanNode

NAMES = {"type": "object", "properties": {code: {"type": "string"} for code in ("en", "es", "fr", "pt")}}


@extend_schema_field(NAMES)
class NamesField(serializers.Field[Any, Any, Any, Any]):
    """A localised column as `{"en": …, "es": …, "fr": …, "pt": …}`."""

    def __init__(self, column: str, **kwargs: Any) -> None:  # noqa: ANN401 (DRF's options)
        self.column = column
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:  # noqa: ANN401 (any localised row)
        return {code: getattr(value, f"{self.column}_{code}") for code in ("en", "es", "fr", "pt")}


class CountryGroupSerializer(serializers.Serializer[Any]):
    group = serializers.CharField(source="group_id", help_text="Code of the group, for example CARICOM.")
    status = serializers.CharField(help_text="Status of the membership; new values may be added.")
    since = serializers.DateField(allow_null=True)


class CountrySerializer(serializers.ModelSerializer[Country]):
    name = NamesField("name")
    side = serializers.SerializerMethodField(help_text="south, north or empty, on today's date.")
    groups = serializers.SerializerMethodField(help_text="Memberships in force today.")

    class Meta:
        model = Country
        fields = ("code", "iso3", "m49", "kind", "name", "official_languages", "working_languages", "side", "groups")

    def get_side(self, country: Country) -> str:
        return country.side(timezone.localdate())

    @extend_schema_field(CountryGroupSerializer(many=True))
    def get_groups(self, country: Country) -> list[dict[str, Any]]:
        return [dict(row) for row in CountryGroupSerializer(country.groups_on(timezone.localdate()), many=True).data]


class ThemeSerializer(serializers.ModelSerializer[Theme]):
    name = NamesField("name")
    scope = NamesField("scope")
    area = serializers.CharField(source="parent.code", default=None, allow_null=True, help_text="Null: an area itself.")
    goals = serializers.SlugRelatedField("number", many=True, read_only=True)
    sectors = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = Theme
        fields = ("code", "area", "name", "scope", "goals", "sectors")


class PlanNodeSerializer(serializers.ModelSerializer[PlanNode]):
    name = NamesField("name")
    aim = NamesField("aim")
    parent = serializers.CharField(source="parent.code", default=None, allow_null=True)

    class Meta:
        model = PlanNode
        fields = ("code", "parent", "kind", "position", "name", "aim")


class PlanSerializer(serializers.ModelSerializer[Plan]):
    name = NamesField("name")
    aim = NamesField("aim")
    body = serializers.CharField(source="body.acronym", default=None, allow_null=True)

    class Meta:
        model = Plan
        fields = ("code", "year", "body", "name", "aim")


class PlanDetailSerializer(PlanSerializer):
    nodes = PlanNodeSerializer(many=True)

    class Meta(PlanSerializer.Meta):
        fields = (*PlanSerializer.Meta.fields, "nodes")
