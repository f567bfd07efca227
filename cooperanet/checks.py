"""Combinations of settings that must not go live: the web process and the worker refuse to start on an error."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 (Django's name)
from django.db import DatabaseError

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
FILE_MAIL = "django.core.mail.backends.filebased.EmailBackend"


def check_combinations(**_options: object) -> list[CheckMessage]:
    return list(find_wrong_combinations())


def find_wrong_combinations() -> Iterator[CheckMessage]:
    if settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY and not settings.DEBUG:
        yield Error(
            "SECRET_KEY is not set, or is the one that stands in the source.",
            hint="Set SECRET_KEY to a long random text of your own; `make run` generates one.",
            id="cooperanet.E001",
        )
    if settings.HTTPS and not settings.PUBLIC_URL.startswith("https://"):
        yield Error(
            "Pages are served over HTTPS only, but the links in mails start with http.",
            hint="Set PUBLIC_URL to the https address of the portal, or HTTPS=0 for a trial on one machine.",
            id="cooperanet.E002",
        )
    if settings.HTTPS and not settings.SECURE_PROXY_SSL_HEADER:
        yield Error(
            "Pages are served over HTTPS only, but no proxy in front is trusted to say that a request was.",
            hint="Set TRUSTED_PROXIES to the number of proxies in front, usually 1.",
            id="cooperanet.E003",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS lets any name in.",
            hint="List the names under which the portal is reached.",
            id="cooperanet.E004",
        )


def check_deployment(**_options: object) -> list[CheckMessage]:
    return list(find_signs_of_a_trial())


def find_signs_of_a_trial() -> Iterator[CheckMessage]:
    if set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        yield Warning(
            "Only this machine itself can reach the portal.",
            hint="Set ALLOWED_HOSTS to the names under which it is reached.",
            id="cooperanet.W001",
        )
    if settings.EMAIL_BACKEND == FILE_MAIL:
        yield Warning(
            "Mail is written into files and reaches nobody.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587",
            id="cooperanet.W002",
        )
    yield from find_demonstration_people()


def find_demonstration_people() -> Iterator[CheckMessage]:
    try:
        count = get_user_model().objects.filter(is_demo=True).count()
    except DatabaseError:
        yield Warning(
            "The database could not be asked for demonstration people.",
            hint="Run this check where DATABASE_URL leads to the migrated database.",
            id="cooperanet.W003",
        )
        return
    if count:
        yield Error(
            f"{count} demonstration people can sign in with a published password.",
            hint="Start from an empty database, or delete these accounts.",
            id="cooperanet.E005",
        )
