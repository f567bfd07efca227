"""What a line of the log says of a failure, and what it keeps to itself: the rows of people."""

import json
import logging
import subprocess
import sys

import pytest
from celery import current_app, shared_task
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import User
from cooperanet.logs import JsonFormatter, RequestIdFilter
from jobs.core.request_ids import reset_request_id, set_request_id
from tests.factories import make_user

PRIVATE = "odette.owner@example.org"


@pytest.fixture
def lines():
    """Gives a reader of the lines that reach the root logger, as a deployment writes them."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def collide():
    """A real refusal of the database, which quotes the row."""
    make_user(PRIVATE)
    with transaction.atomic():
        User.objects.create(email=PRIVATE, full_name="Other")


@pytest.mark.django_db
def test_a_refused_row_is_not_quoted_in_message_or_traceback(lines):
    with pytest.raises(IntegrityError, match=PRIVATE) as caught:
        collide()
    logging.getLogger("here").error("not stored: %s", caught.value, exc_info=caught.value)
    logging.getLogger("here").error("not stored: %r", caught.value, exc_info=caught.value)
    assert len(lines) == 2
    for line in lines:
        assert PRIVATE not in json.dumps(line)
        assert "duplicate key value violates unique constraint" in line["message"]
        # Both exceptions of the chain are told, the driver's and Django's.
        assert "The above exception was the direct cause" in line["traceback"]
        assert "django.db.utils.IntegrityError: duplicate key value" in line["traceback"]


@pytest.mark.django_db
def test_a_row_is_not_quoted_when_another_error_follows(lines):
    try:
        try:
            collide()
        except IntegrityError:
            raise LookupError("no such thing")  # noqa: B904 (the context is what is tested)
    except LookupError:
        logging.getLogger("here").exception("failed")
    assert PRIVATE not in json.dumps(lines)
    assert lines[0]["traceback"].endswith("LookupError: no such thing")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["one line", "two\nlines", "two\n\nparagraphs"])
def test_a_failing_row_of_several_lines_is_left_out_to_its_end(lines, text):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (words text CHECK (words = ''), after text)")
        try:
            with transaction.atomic():
                cursor.execute("INSERT INTO kept VALUES (%s, %s)", [text, PRIVATE])
        except IntegrityError:
            logging.getLogger("here").exception("failed")
    assert PRIVATE not in json.dumps(lines)
    assert "violates check constraint" in lines[0]["traceback"]


@pytest.mark.django_db
def test_a_query_that_cannot_be_read_is_not_quoted(lines):
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SELECT FROM WHERE email = %s", [PRIVATE])
        except ProgrammingError:
            logging.getLogger("here").exception("failed")
    assert PRIVATE not in json.dumps(lines)


@shared_task(name="tests.collide")
def collide_in_a_task(**_kwargs):
    collide()


@pytest.mark.django_db
def test_a_failed_task_quotes_no_row_and_names_the_request(lines):
    with pytest.raises(IntegrityError):
        collide_in_a_task.apply(kwargs={"request_id": "the-request"}, throw=True)
    collide_again = current_app.tasks["tests.collide"].apply(kwargs={"request_id": "the-request"})
    assert collide_again.failed()
    told = [line for line in lines if line["logger"] == "celery.app.trace"]
    assert told != []
    assert PRIVATE not in json.dumps(lines)
    assert {line["request_id"] for line in told} == {"the-request"}


def test_a_line_outside_the_request_names_it_by_what_stands_in_the_record(lines, rf):
    request = rf.get("/")
    request.META["REQUEST_ID"] = "of-the-request"
    logger = logging.getLogger("here")
    logger.warning("refused", extra={"request": request})
    logger.warning("received", extra={"data": {"id": "of-the-task"}})
    logger.warning("neither")
    token = set_request_id("of-now")
    logger.warning("within", extra={"request": request})
    reset_request_id(token)
    assert [line["request_id"] for line in lines] == ["of-the-request", "of-the-task", "", "of-now"]


SET_UP = """
import logging
from cooperanet.celery import app
app.log.setup(loglevel="INFO")
logging.getLogger("celery.beat").warning("tick")
"""


def test_celery_writes_the_lines_of_the_house():
    said = subprocess.run(
        [sys.executable, "-c", SET_UP],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    line = json.loads(said.stderr)
    assert (line["logger"], line["message"], line["request_id"]) == ("celery.beat", "tick", "")


@pytest.mark.parametrize(("level", "told"), [("INFO", False), ("WARNING", True)])
def test_the_guard_of_the_sign_in_is_heard_when_it_warns_only(level, told):
    number = logging.getLevelNamesMapping()[level]
    assert logging.getLogger("axes.handlers.database").isEnabledFor(number) == told
