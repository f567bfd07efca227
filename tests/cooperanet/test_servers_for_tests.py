import os

from celery import current_app
from django.conf import settings

from mail.models import OutgoingMail


def test_no_test_writes_into_the_state_of_the_developer(servers):
    assert settings.STATE_DIR != settings.BASE_DIR / ".state"
    assert str(settings.MEDIA_ROOT).startswith(str(settings.STATE_DIR))


def test_messages_of_this_run_reach_no_other(servers):
    assert f"tests-{os.getpid()}" == settings.CELERY_TASK_DEFAULT_QUEUE
    assert current_app.conf.task_default_queue == settings.CELERY_TASK_DEFAULT_QUEUE


def test_a_real_worker_finds_the_work_in_the_test_database(worker, eventually):
    assert worker.is_running()
    assert " ready." in worker.log.read_text()
    eventually(lambda: "mail.tasks.send_mail" in worker.log.read_text())
    assert OutgoingMail.objects.count() == 0
