from collections.abc import Mapping
from typing import Any, TypeAlias

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from directory.choices import Side
from mail.choices import Language


class Role(models.TextChoices):
    READER = "reader", _("Reader")
    OFFICIAL = "official", _("Official")
    FOCAL_POINT = "focal_point", _("Focal point")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMINISTRATOR = "administrator", _("Administrator")


# From least to most: nobody grants a role that stands further down this list than the own one.
ROLE_ORDER = (
    Role.READER,
    Role.OFFICIAL,
    Role.FOCAL_POINT,
    Role.SECRETARIAT,
    Role.ADMINISTRATOR,
)
STAFF_ROLES = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})


def roles_up_to(role: str) -> tuple[Role, ...]:
    return ROLE_ORDER[: ROLE_ORDER.index(Role(role)) + 1]


# What an audit entry calls its action, in words; an action without a line here is shown by its code.
ACTION_LABELS = {
    "account.address": _("Address changed"),
    "account.password": _("Password changed"),
    "concept.add": _("Concept of the thesaurus added"),
    "concept.edit": _("Concept of the thesaurus edited"),
    "concept.import": _("Concept of the thesaurus read from a file"),
    "concept.merge": _("Concepts of the thesaurus merged"),
    "concept.restore": _("Concept of the thesaurus brought back"),
    "concept.retire": _("Concept of the thesaurus retired"),
    "country.side": _("Side of a country changed"),
    "decision.accepted": _("Match accepted"),
    "decision.dismissed": _("Match dismissed"),
    "decision.introduce": _("Parties put in touch"),
    "decision.undo": _("Decision undone"),
    "institution.add": _("Institution added"),
    "institution.edit": _("Institution edited"),
    "invitation.accept": _("Invitation accepted"),
    "invitation.send": _("Invitation sent"),
    "invitation.withdraw": _("Invitation withdrawn"),
    "matching.rebuild": _("Rebuild of the suggestions begun"),
    "matching.refit": _("Matching fitted to the present texts and thesaurus"),
    "matching.weights": _("Weights of the matching changed"),
    "membership.add": _("Country joined a group"),
    "membership.edit": _("Membership of a group edited"),
    "membership.end": _("Role ended"),
    "membership.grant": _("Role granted"),
    "plan.import": _("Work plan read from its document"),
    "plan.load": _("Work plan loaded from the portal's files"),
    "posting.create": _("Need or offer begun"),
    "posting.edit": _("Need or offer edited"),
    "posting.endorse": _("Need or offer endorsed"),
    "posting.expire": _("Need or offer expired"),
    "posting.fulfil": _("Need or offer fulfilled"),
    "posting.pause": _("Need or offer paused"),
    "posting.publish": _("Need or offer published"),
    "posting.renew": _("Need or offer renewed"),
    "posting.resubmit": _("Need or offer sent for endorsement again"),
    "posting.resume": _("Need or offer resumed"),
    "posting.return": _("Need or offer returned with a comment"),
    "posting.review": _("Need or offer reviewed again"),
    "posting.stand_in": _("Need or offer endorsed in place of a focal point"),
    "posting.submit": _("Need or offer sent for endorsement"),
    "posting.translate": _("Text in another language added"),
    "posting.withdraw": _("Need or offer withdrawn"),
    "reference.load": _("Reference data loaded from the portal's files"),
    "token.issue": _("API token issued"),
    "token.revoke": _("API token revoked"),
    "word.aside": _("Word that no concept covers set aside"),
    "word.back": _("Word that was set aside brought back"),
    "work.retry": _("Parked work retried"),
}

# What an audit entry calls a field; a field without a line here is shown by its name.
FIELD_LABELS = {
    "acronym": _("acronym"),
    "broader": _("broader concepts"),
    "capacity": _("capacity (places)"),
    "changed": _("rows changed"),
    "changed_since_review": _("changed since review"),
    "closed_on": _("closed on"),
    "code": _("code"),
    "confidence": _("confidence"),
    "contact_consent": _(
        "the contact person agrees to be shown to the other party after a match is accepted"
    ),
    "contact_email": _("contact e-mail"),
    "contact_name": _("contact person"),
    "contact_phone": _("contact telephone"),
    "country": _("country"),
    "created": _("rows created"),
    "delivery": _("delivery"),
    "details": _("details"),
    "eligible_countries": _("eligible countries"),
    "eligible_groups": _("eligible groups of countries"),
    "email": _("email address"),
    "expires_on": _("valid until"),
    "financing": _("who pays"),
    "financing_note": _("who pays what"),
    "goals": _("Sustainable Development Goals"),
    "group": _("group"),
    "institution": _("institution"),
    "interpretation_accepted": _("working through interpretation is acceptable"),
    "kind": _("kind"),
    "mails": _("mails"),
    "merged_from": _("terms and links taken from"),
    "merged_into": _("merged into"),
    "modalities": _("modalities accepted"),
    "name": _("name"),
    "name_en": _("name in English"),
    "name_es": _("name in Spanish"),
    "name_fr": _("name in French"),
    "name_pt": _("name in Portuguese"),
    "need": _("need"),
    "note": _("note"),
    "offer": _("offer"),
    "original_language": _("language of the text"),
    "period_from": _("from"),
    "period_until": _("until"),
    "plan_nodes": _("work plan objectives"),
    "pieces": _("pieces of work"),
    "postings": _("needs and offers"),
    "preferred_countries": _("preferred countries"),
    "preferred_groups": _("preferred groups of countries"),
    "remaining_places": _("remaining places"),
    "result_wanted": _("result wanted"),
    "retired": _("rows retired"),
    "revision": _("revision"),
    "role": _("role"),
    "score": _("score"),
    "sectors": _("sectors"),
    "side": _("side"),
    "since": _("since"),
    "since_precision": _("known part of the start"),
    "situation": _("starting situation"),
    "source": _("source"),
    "status": _("status"),
    "summary": _("summary"),
    "terms": _("terms"),
    "themes": _("themes"),
    "title": _("title"),
    "unstored_input": _("entries to be corrected"),
    "until": _("until, that day excluded"),
    "until_precision": _("known part of the end"),
    "urgency": _("urgency"),
    "url": _("web site"),
    "visibility": _("who may see it"),
    "working_languages": _("working languages"),
}


# Where a field of one area of actions has another name, or no column of its own.
AREA_FIELD_LABELS: dict[tuple[str, str], str | Promise] = {
    ("posting", "role"): pgettext_lazy("in a cooperation", "role"),
}

# What an audit entry calls a coded value, by the area of its action ("posting" of "posting.pause") and the field.
# The rooms that write entries add theirs when they are loaded; see `name_values`.
ValueLabels: TypeAlias = Mapping[Any, Any]
VALUE_LABELS: dict[tuple[str, str], ValueLabels] = {("country", "side"): dict(Side.choices)}


def name_values(area: str, model: type[models.Model]) -> None:
    """Let the trail show the codes of the model's fields by the labels of their choices."""
    for field in model._meta.concrete_fields:
        if choices := getattr(field, "base_field", field).flatchoices:
            VALUE_LABELS[area, field.name] = dict(choices)


def name_fields(area: str, labels: Mapping[str, str | Promise]) -> None:
    """Let the trail show fields by what they are called in that area."""
    AREA_FIELD_LABELS.update({(area, name): label for name, label in labels.items()})


def field_label(area: str, name: str) -> str:
    """`title.fr` is one field of the text in one language."""
    field, _dot, language = name.partition(".")
    known = AREA_FIELD_LABELS.get((area, field)) or FIELD_LABELS.get(field, field)
    label = capfirst(str(known))
    return f"{label} ({dict(Language.choices).get(language, language)})" if language else label


def say_value(area: str, name: str, value: object) -> str:
    """What JSON keeps, for people; empty where nothing stood."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    labels = VALUE_LABELS.get((area, name), {})
    values = value if isinstance(value, list) else [value]
    return ", ".join(_say_one(item, labels) for item in values)


def _say_one(value: object, labels: ValueLabels) -> str:
    if value is None or value == "":
        return ""
    return str(labels.get(value, value) if labels else value)
