from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from api.pagination import KeysetPagination
from api.serializers import CountrySerializer, PlanDetailSerializer, PlanSerializer, ThemeSerializer
from api.serializers.reference import plan_tree
from api.v1.views.base import ReadOnlyViewSet
from directory.models import Country, Theme
from workplans.models import Plan


class CodePagination(KeysetPagination):
    descending = False
    keys = ("code",)


class ReferenceViewSet(ReadOnlyViewSet):
    pagination_class = CodePagination
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]+"


@extend_schema_view(
    list=extend_schema(summary=_("Countries with their memberships in force today")),
    retrieve=extend_schema(summary=_("One country")),
)
class CountryViewSet(ReferenceViewSet):
    queryset = Country.objects.with_memberships()
    serializer_class = CountrySerializer
    lookup_value_regex = "[A-Z]{2}"


@extend_schema_view(
    list=extend_schema(summary=_("Priority areas and their themes, with goals and sectors")),
    retrieve=extend_schema(summary=_("One area or theme")),
)
class ThemeViewSet(ReferenceViewSet):
    queryset = Theme.objects.select_related("parent").prefetch_related("goals", "sectors")
    serializer_class = ThemeSerializer


@extend_schema_view(
    list=extend_schema(summary=_("Work plans")),
    retrieve=extend_schema(summary=_("One work plan with the nodes of its tree")),
)
class PlanViewSet(ReferenceViewSet):
    queryset = Plan.objects.select_related("body")
    serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[Plan]:
        rows: QuerySet[Plan] = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related(plan_tree())

    def get_serializer_class(self) -> type[PlanSerializer]:
        return PlanSerializer if self.action == "list" else PlanDetailSerializer
