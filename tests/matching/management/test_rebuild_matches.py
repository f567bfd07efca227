from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from matching.models import Generation, Piece
from matching.services import ensure_generation, rebuild_matches
from tests.factories_matching import expected_pairs, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW


def run(*options):
    out = StringIO()
    call_command("rebuild_matches", *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_without_a_generation_there_is_nothing_to_rebuild():
    with pytest.raises(CommandError, match="load_reference"):
        run()


@pytest.mark.django_db
def test_no_wait_leaves_the_work_to_the_workers():
    ensure_generation(at=NOW)
    assert run("--no-wait") == "G2 is being built by the workers.\n"
    assert run("--no-wait") == "G2 is being built by the workers.\n"
    assert Generation.objects.building().count() == 1


@pytest.mark.django_db
def test_a_rebuild_that_failed_ends_the_wait_with_its_error():
    ensure_generation(at=NOW)
    rebuild_matches(at=NOW)
    Piece.objects.update(parked_at=NOW, last_error="disk full")
    with pytest.raises(CommandError, match="1 pieces failed five times: disk full"):
        run()


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_the_workers_and_says_how_far_they_are(worker, eventually):
    ensure_generation(at=NOW)
    port_need()
    port_offer()
    eventually(stored_pairs)
    lines = run().splitlines()
    assert lines[-2].startswith("[##############################] 100 % · 7 of 7 · ")
    assert lines[-1].startswith("G2 serves after ")
    assert stored_pairs() == expected_pairs()
