"""The named people of the permission tests: one owner, one colleague, one stranger, and those who decide."""

import pytest

from accounts.choices import Role
from tests.factories import make_country, make_institution, make_person, make_secretariat


@pytest.fixture
def home(db):
    """The institution that the owner writes for."""
    return make_institution("ht-ports", country=make_country("HT"), name_en="Port authority")


@pytest.fixture
def abroad(db):
    return make_institution("cl-ports", country=make_country("CL"), name_en="Foreign ports")


@pytest.fixture
def owner(home):
    return make_person(home, email="owner@example.org", full_name="Odette Owner", language="fr")


@pytest.fixture
def colleague(home):
    """Another official of the owner's country, in an institution of its own."""
    return make_person(
        make_institution("ht-energy", country=home.country, name_en="Energy authority"),
        email="colleague@example.org",
        full_name="Carl Colleague",
        language="fr",
    )


@pytest.fixture
def stranger(abroad):
    return make_person(abroad, email="stranger@example.org", full_name="Sofia Stranger", language="es")


@pytest.fixture
def focal_point(home):
    return make_person(
        home, Role.FOCAL_POINT, email="focal@example.org", full_name="Fabien Focal", language="fr"
    )


@pytest.fixture
def secretary(db):
    return make_person(
        make_secretariat(), Role.SECRETARIAT, email="secretary@example.org", full_name="Sam Secretary"
    )


@pytest.fixture
def administrator(db):
    return make_person(
        make_secretariat(), Role.ADMINISTRATOR, email="admin@example.org", full_name="Ada Admin"
    )
