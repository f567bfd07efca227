"""Who gets what: the owner, a colleague, a reader, the focal point, a stranger, the secretariat, nobody."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from postings.choices import Visibility
from tests.factories_postings import endorse, publish, submit

WHO = ("owner", "colleague", "reader", "focal", "stranger", "foreign_focal", "secretary", "anonymous")
INSIDE = {"owner", "colleague", "reader", "focal"}
WRITERS = {"owner", "colleague", "focal"}
NOT_FOUND, SIGN_IN, FORBIDDEN = 404, 302, 403


@contextmanager
def undone():
    """Take back what is done inside, so that everybody finds the posting at the same stage."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(people, who, sign_in):
    return sign_in(None if who == "anonymous" else getattr(people, who))


@pytest.mark.parametrize(
    ("stage", "readers"),
    [
        (None, INSIDE),
        (submit, INSIDE | {"secretary"}),
        (endorse, INSIDE | {"secretary"}),
        (publish, set(WHO)),
    ],
)
def test_a_posting_is_read_by_whom_its_stage_allows(people, twin, make, sign_in, stage, readers):
    posting = make(by=people.owner)
    if stage:
        stage(posting)
    read, listed = {}, {}
    for who in WHO:
        client = client_of(people, who, sign_in)
        read[who] = client.get(f"/en/{twin}/{posting.reference}/").status_code
        listed[who] = posting.reference in client.get(f"/en/{twin}/").content.decode()
    assert read == {who: 200 if who in readers else NOT_FOUND for who in WHO}
    assert listed == dict.fromkeys(WHO, stage is publish)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.STATES, set(WHO) - {"anonymous"}),
        (Visibility.SECRETARIAT, INSIDE | {"secretary"}),
    ],
)
def test_what_is_not_for_all_is_in_no_page_and_no_figure_of_the_others(
    people, twin, make, sign_in, visibility, readers
):
    posting = publish(make(by=people.owner, visibility=visibility))
    seen = {}
    for who in WHO:
        client = client_of(people, who, sign_in)
        status = client.get(f"/en/{twin}/{posting.reference}/").status_code
        page = client.get(f"/en/{twin}/", {"theme": "infrastructure"})
        count = page.context["theme_groups"][0]["themes"][0]["count"]
        seen[who] = status, posting.reference in page.content.decode(), page.context["total"], bool(count)
    assert seen == {
        who: (200, True, 1, True) if who in readers else (NOT_FOUND, False, 0, False) for who in WHO
    }


@pytest.mark.parametrize("stage", [None, publish])
def test_only_who_writes_for_the_institution_edits(people, twin, make, sign_in, stage):
    posting = make(by=people.owner)
    if stage:
        stage(posting)
    expected = {**dict.fromkeys(WHO, NOT_FOUND), **dict.fromkeys(WRITERS, 200), "anonymous": SIGN_IN}
    for path in ("edit/", "translations/fr/"):
        address = f"/en/{twin}/{posting.reference}/{path}"
        statuses = {who: client_of(people, who, sign_in).get(address).status_code for who in WHO}
        assert statuses == expected


def test_a_stranger_gets_the_same_404_for_hidden_and_unknown(people, twin, make, sign_in):
    hidden = make(by=people.owner)
    client = sign_in(people.stranger)
    pages = [client.get(f"/en/{twin}/{reference}/") for reference in (hidden.reference, "OF-2026-9999")]
    assert {page.status_code for page in pages} == {NOT_FOUND}


@pytest.mark.parametrize(
    ("stage", "name", "takers"),
    [
        (None, "submit", {"owner", "colleague", "focal"}),
        (submit, "endorse", {"focal"}),
        (submit, "return", {"focal", "secretary"}),
        (endorse, "publish", {"secretary"}),
        (publish, "pause", {"owner", "colleague", "focal", "secretary"}),
        (publish, "fulfil", {"owner", "colleague", "focal", "secretary"}),
        (publish, "withdraw", {"owner", "colleague", "focal", "secretary"}),
    ],
)
def test_a_step_is_taken_by_whom_the_table_names(people, twin, make, sign_in, stage, name, takers):
    posting = make(by=people.owner)
    if stage:
        posting = stage(posting)
    took = set()
    for who in WHO:
        with undone():
            client_of(people, who, sign_in).post(
                f"/en/{twin}/{posting.reference}/steps/{name}/", {"comment": "Because"}
            )
            last = posting.status_changes.last()
            if last is not None and last.transition == name:
                took.add(who)
    assert took == takers


def test_the_contact_is_read_by_the_owners_side_and_the_secretariat_only(people, twin, make, sign_in):
    posting = publish(make(by=people.owner, contact_email="marie@example.org", contact_consent=True))
    seen = {
        who
        for who in WHO
        if "marie@example.org"
        in client_of(people, who, sign_in).get(f"/en/{twin}/{posting.reference}/").content.decode()
    }
    assert seen == INSIDE | {"secretary"}


def test_a_reader_of_the_institution_may_not_post(people, twin, sign_in):
    assert sign_in(people.reader).get(f"/en/{twin}/new/").status_code == FORBIDDEN
