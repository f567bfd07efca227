import pytest

from tests.factories_postings import make_person, make_secretary


@pytest.fixture
def secretary(client):
    """The secretariat, signed in."""
    user = make_secretary()
    client.force_login(user)
    return user


@pytest.fixture
def administrator():
    return make_person("administrator", make_secretary().memberships.get().institution)
