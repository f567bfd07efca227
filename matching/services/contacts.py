"""Whom a party of an accepted match writes to: the contact person by consent, else the institution's mailbox."""

from dataclasses import dataclass

from postings.models import Posting


@dataclass(frozen=True)
class Contact:
    """`is_person` tells the person who agreed to be shown from the institution's mailbox; both may be empty."""

    institution: str
    name: str
    email: str
    phone: str
    is_person: bool


def find_contact(posting: Posting) -> Contact:
    institution = posting.institution
    if posting.contact_consent and (posting.contact_email or posting.contact_phone):
        return Contact(
            institution=institution.name,
            name=posting.contact_name,
            email=posting.contact_email,
            phone=posting.contact_phone,
            is_person=True,
        )
    return Contact(
        institution=institution.name,
        name="",
        email=institution.contact_email,
        phone="",
        is_person=False,
    )
