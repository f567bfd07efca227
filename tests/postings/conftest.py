from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import User
from tests.factories_postings import make_authority, make_need, make_offer, make_person, make_secretary


@dataclass
class People:
    """Owner, colleague and stranger stand for the matrix, with the two who decide."""

    owner: User
    colleague: User
    reader: User
    focal: User
    stranger: User
    foreign_focal: User
    secretary: User


@pytest.fixture
def people(db):
    home, abroad = make_authority("HT"), make_authority("CL")
    return People(
        owner=make_person("official", home),
        colleague=make_person("official", home),
        reader=make_person("reader", home),
        focal=make_person("focal_point", home),
        stranger=make_person("official", abroad),
        foreign_focal=make_person("focal_point", abroad),
        secretary=make_secretary(),
    )


@pytest.fixture(params=["offers", "needs"])
def twin(request):
    """Every law of the pages is told for both twins."""
    return request.param


@pytest.fixture
def make(twin):
    return {"offers": make_offer, "needs": make_need}[twin]


@pytest.fixture
def sign_in():
    def _sign_in(user):
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return _sign_in
