"""A partner's system: it asks over HTTP, with or without a token."""

from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from api.services import issue_token

PROBLEM = {"type", "title", "status", "detail", "instance", "request_id", "errors"}


@pytest.fixture
def secret_of():
    """`secret_of(user)`: the secret of a new token that acts as the person's only membership."""

    def _secret_of(user, *, membership=None, life=timedelta(days=90)):
        membership = membership or user.memberships.get()
        return issue_token(membership=membership, name="Partner", life=life, by=user, at=timezone.now())[1]

    return _secret_of


@pytest.fixture
def ask(db, secret_of):
    """`ask(path, user)`: the answer of the API to a person's token, or to nobody's."""
    client = Client(raise_request_exception=False)

    def _ask(path, user=None, *, secret="", method="GET", headers=None, **options):
        secret = secret or (secret_of(user) if user else "")
        sent = {"authorization": f"Bearer {secret}"} if secret else {}
        return client.generic(method, f"/api/v1/{path}", headers={**sent, **(headers or {})}, **options)

    return _ask


@pytest.fixture
def refused():
    """`refused(answer, status)`: the problem document, once its form is checked."""

    def _refused(answer, status):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        problem = answer.json()
        assert set(problem) == PROBLEM
        assert [set(row) for row in problem["errors"]] == [{"pointer", "code", "detail"}] * len(
            problem["errors"]
        )
        assert (problem["type"], problem["status"]) == ("about:blank", status)
        assert problem["instance"] == quote(answer.wsgi_request.path)
        assert problem["request_id"] == answer["X-Request-ID"] == str(UUID(answer["X-Request-ID"]))
        assert {"Accept-Language", "Authorization"} <= {name.strip() for name in answer["Vary"].split(",")}
        assert answer["Content-Language"] == answer["Content-Language"].lower()
        return problem

    return _refused
