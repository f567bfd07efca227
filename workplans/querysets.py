from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from workplans.models import Plan, PlanNode  # noqa: F401 (named in quoted bases)

# What a posting may answer to; headings and initiatives belong to the source document only.
ANSWERABLE = ("axis", "objective", "strategy", "department", "line", "measure")


class PlanQuerySet(QuerySet["Plan"]):
    def for_list(self) -> Self:
        return self.select_related("body").order_by("-year", "code")


class PlanNodeQuerySet(QuerySet["PlanNode"]):
    def answerable(self) -> Self:
        return self.filter(kind__in=ANSWERABLE)

    def in_order(self) -> Self:
        """Siblings in the order of the plan; the tree itself is put together by the reader."""
        return self.order_by("plan", "position", "code")
