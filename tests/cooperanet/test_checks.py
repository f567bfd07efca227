import os
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model

from cooperanet.checks import check_combinations, check_deployment
from cooperanet.embedded.state import PROJECT
from tests.machine import plain_environment


@pytest.fixture
def deployed(settings):
    """Settings as a deployment has them."""
    settings.DEBUG = False
    settings.SECRET_KEY = "k" * 64
    settings.HTTPS = True
    settings.PUBLIC_URL = "https://cooperanet.example"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["cooperanet.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def found(check):
    return [message.id for message in check()]


def test_a_sound_deployment_passes(deployed, db):
    assert found(check_combinations) == []
    assert found(check_deployment) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECRET_KEY", "only-for-building-and-checking", "cooperanet.E001"),
        ("PUBLIC_URL", "http://cooperanet.example", "cooperanet.E002"),
        ("SECURE_PROXY_SSL_HEADER", None, "cooperanet.E003"),
        ("ALLOWED_HOSTS", ["*"], "cooperanet.E004"),
    ],
)
def test_a_combination_that_must_not_go_live_is_an_error_with_a_hint(deployed, name, value, expected):
    setattr(deployed, name, value)
    (message,) = check_combinations()
    assert message.id == expected
    assert message.hint


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ALLOWED_HOSTS", ["127.0.0.1", "localhost"], "cooperanet.W001"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "cooperanet.W002"),
    ],
)
def test_a_sign_of_a_trial_is_told(deployed, db, name, value, expected):
    setattr(deployed, name, value)
    assert found(check_deployment) == [expected]


def test_a_demonstration_person_is_an_error_of_the_deployment(deployed, db):
    get_user_model().objects.create(email="official@demo.cooperanet.example", is_demo=True)
    (message,) = check_deployment()
    assert message.id == "cooperanet.E005"
    assert message.msg.startswith("1 demonstration")


@pytest.mark.parametrize("key", [{}, {"SECRET_KEY": ""}, {"SECRET_KEY": "only-for-building-and-checking"}])
def test_the_web_process_refuses_to_start_without_a_key_of_its_own(key):
    """Neither tests nor build set the key; a deployment that forgot it ends here, and not with forged sessions."""
    done = subprocess.run(
        [sys.executable, "-c", "import cooperanet.wsgi"],
        cwd=PROJECT,
        env={**plain_environment(), "HTTPS": "0", "DATABASE_URL": os.environ["DATABASE_URL"], **key},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cooperanet.E001" in done.stderr
    assert "HINT: Set SECRET_KEY" in done.stderr
