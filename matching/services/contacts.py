"""Whom a party of an accepted match writes to: the contact person by consent, else the institution's mailbox."""

from dataclasses import dataclass

from django.db.models import Q

from postings.models import Posting


@dataclass(frozen=True)
class Contact:
    """`is_person` tells a contact person from the institution's mailbox, which may be empty.

    `is_withheld` says that there is a contact person who has not agreed to be shown to the other party.
    """

    institution: str
    name: str
    email: str
    phone: str
    is_person: bool
    is_withheld: bool

    @property
    def is_reachable(self) -> bool:
        return bool(self.email or self.phone)


def find_contact(posting: Posting, *, for_secretariat: bool = False) -> Contact:
    """The secretariat, which has to reach everyone, sees also who has not agreed to be shown to the other party."""
    has_person = bool(posting.contact_email or posting.contact_phone)
    is_withheld = has_person and not posting.contact_consent
    is_person = has_person and (posting.contact_consent or for_secretariat)
    return Contact(
        institution=posting.institution.name,
        name=posting.contact_name if is_person else "",
        email=posting.contact_email if is_person else posting.institution.contact_email,
        phone=posting.contact_phone if is_person else "",
        is_person=is_person,
        is_withheld=is_withheld,
    )


def without_contact(side: str) -> Q:
    """Rows of pairs whose posting on that side shows the other party nothing to write to; as `find_contact` says."""
    no_person = Q(**{f"{side}__contact_email": "", f"{side}__contact_phone": ""})
    withheld = Q(**{f"{side}__contact_consent": False})
    return (no_person | withheld) & Q(**{f"{side}__institution__contact_email": ""})
