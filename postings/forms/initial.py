"""What the form shows of a posting: its columns, and the rows it is related to by their public codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from directory.models import Country, Goal, Group, Theme
from postings.adapters import node_key
from postings.models import Posting

COLUMNS = (
    "original_language",
    "modalities",
    "role",
    "working_languages",
    "interpretation_accepted",
    "delivery",
    "period_from",
    "period_until",
    "financing",
    "financing_note",
    "contact_name",
    "contact_email",
    "contact_phone",
    "contact_consent",
    "visibility",
    "expires_on",
)
RELATIONS: Mapping[str, tuple[type[Model], str]] = {
    "themes": (Theme, "code"),
    "goals": (Goal, "number"),
    "eligible_countries": (Country, "code"),
    "eligible_groups": (Group, "code"),
    "preferred_countries": (Country, "code"),
    "preferred_groups": (Group, "code"),
}


def initial_of(posting: Posting) -> dict[str, Any]:
    """Read from a posting what the form shows, in public codes."""
    initial: dict[str, Any] = {
        name: getattr(posting, name) for name in COLUMNS if getattr(posting, name) != ""
    }
    initial["institution"] = posting.institution.code if posting.institution_id else ""
    if posting.pk is None:
        return initial
    text = posting.original_text
    initial |= {name: getattr(text, name) for name in text.word_fields} if text else {}
    initial |= initial_relations({name: getattr(posting, name).all() for name in RELATIONS})
    initial["plan_nodes"] = [node_key(node) for node in posting.plan_nodes.select_related("plan")]
    return initial | {"revision": posting.revision}


def initial_relations(relations: Mapping[str, Iterable[Any]]) -> dict[str, list[str]]:
    """Turn rows of a posting's relations into the codes that the form's boxes carry."""
    return {
        name: [str(getattr(row, RELATIONS[name][1])) for row in rows]
        if name in RELATIONS
        else [node_key(row) for row in rows]
        for name, rows in relations.items()
    }
