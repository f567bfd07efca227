"""Reference rows as the options of forms and filters: one query each, in the reader's language and order."""

from collections.abc import Iterable
from itertools import groupby
from typing import TypeAlias

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from directory.models import Country, Goal, Group, Institution, Theme
from workplans.models import PlanNode

Option: TypeAlias = tuple[str, str]
OptionGroup: TypeAlias = tuple[str, list[Option]]

LONGEST_NODE_LABEL = 140
NODE_SEPARATOR = ":"


def theme_options() -> list[OptionGroup]:
    """Group by area: first the area itself, for what concerns it as a whole, then its sub-themes."""
    groups: list[OptionGroup] = []
    for theme in Theme.objects.for_list():
        if theme.is_area:
            groups.append(
                (
                    theme.name,
                    [
                        (
                            theme.code,
                            _("%(area)s: the area as a whole") % {"area": theme.name},
                        )
                    ],
                )
            )
        elif groups:
            groups[-1][1].append((theme.code, theme.name))
    return groups


def goal_options() -> list[Option]:
    return [(str(goal.number), f"{goal.number}. {goal.name}") for goal in Goal.objects.order_by("number")]


def node_key(node: PlanNode) -> str:
    """Name a node in addresses: the plan's code and its own; `node.plan` comes along."""
    return f"{node.plan.code}{NODE_SEPARATOR}{node.code}"


def node_options() -> list[OptionGroup]:
    nodes = PlanNode.objects.answerable().in_order().select_related("plan")
    return [
        (
            str(plan),
            [(node_key(node), Truncator(str(node)).chars(LONGEST_NODE_LABEL)) for node in group],
        )
        for plan, group in groupby(nodes, key=lambda node: node.plan)
    ]


def find_nodes(keys: Iterable[str]) -> list[PlanNode]:
    wanted = set(keys)
    codes = {key.partition(NODE_SEPARATOR)[2] for key in wanted}
    nodes = PlanNode.objects.filter(code__in=codes).select_related("plan") if codes else ()
    return [node for node in nodes if node_key(node) in wanted]


def country_options() -> list[Option]:
    return [(country.code, country.name) for country in Country.objects.in_name_order()]


def group_options() -> list[Option]:
    return [(group.code, group.name) for group in Group.objects.in_name_order()]


def institution_options(
    institutions: Iterable[Institution],
) -> list[Option | OptionGroup]:
    """Group by country as soon as there is more than one; `institution.country` comes along."""
    by_country: dict[str, list[Option]] = {}
    for institution in institutions:
        place = institution.country.name if institution.country else _("Regional and multilateral bodies")
        by_country.setdefault(place, []).append((institution.code, institution.name))
    if len(by_country) > 1:
        return sorted(by_country.items())
    return [option for options in by_country.values() for option in options]
