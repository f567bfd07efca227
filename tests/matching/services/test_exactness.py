"""Whatever happens on both sides and wherever it crashes: once settled, what is stored is what the definition says."""

import itertools
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from directory.models import Group, GroupMembership
from matching.core import shortlist
from matching.models import Generation, Match
from matching.services import (
    begin_audit,
    begin_generation,
    continue_rebuild,
    count_behind,
    listing,
    match_due_postings,
    planning,
    pools,
    rematch_everything,
    scoring,
)
from matching.services.generations import read_release
from matching.services.rebuilding import merging, pieces, reading, register, searching, swapping
from needs.models import Need
from notices.models import Notice
from offers.models import Offer
from tests.factories_matching import expected_pairs, match_all, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW, make_authority, make_theme

DEPTHS = {"DEPTH": 3, "BUFFER": 5, "BLOCKED_DEPTH": 2, "BLOCKED_BUFFER": 3}
CUTS = {"CHUNK": 4, "SHARD": 4}
TITLES = (
    "Formation des agents portuaires",
    "Capacitación de personal portuario",
    "Sûreté des ports et inspections",
    "Inspección de puertos y aduanas",
    "Harvest of rain water",
)
# Where a worker may be lost: before or after each of these, within their transactions and outside.
POINTS = [
    (listing, "_write_vector"),
    (listing, "stand"),
    (listing, "write_lists"),
    (listing, "remove_pairs"),
    (listing, "add_pairs"),
    (scoring, "tell_of_status"),
    (scoring, "record_success"),
    (scoring, "_match_one"),
    (scoring, "_pass_over_unchanged"),
    (scoring, "move_to_day"),
    (reading, "write_readings"),
    (searching, "write_found"),
    (merging, "write_merged"),
    (pieces, "_finish"),
    (pieces, "_do"),
    (swapping, "_stand_aside"),
    (swapping, "_catch_up_with"),
    (swapping, "_close"),
    (swapping, "ring"),
]
POSTINGS = st.tuples(st.sampled_from([Offer, Need]), st.integers(0, 6))
CRASHES = st.none() | st.tuples(st.sampled_from(POINTS), st.integers(1, 4), st.booleans())


# HISTORIES=500 make test ARGS=tests/matching/services/test_exactness.py
HISTORIES, STEPS = int(os.environ.get("HISTORIES", "20")), 16


class WorkerLost(BaseException):
    """No handler of ours catches it, as none would catch a kill."""


@contextmanager
def losing_a_worker(crash):
    """Lose it at the n-th call of a function, before or after; without a crash nothing happens."""
    if crash is None:
        yield
        return
    (module, name), number, is_after = crash
    real, calls = getattr(module, name), itertools.count(1)

    def fragile(*args, **kwargs):
        is_now = next(calls) == number
        if is_now and not is_after:
            raise WorkerLost
        result = real(*args, **kwargs)
        if is_now:
            raise WorkerLost
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, fragile)
        try:
            yield
        except WorkerLost:
            forget()


def forget():
    """What a worker had in memory is gone with it."""
    pools._pools.clear()
    searching.forget_shard()
    register.forget_register()


class Portal(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = NOW
        forget()
        self.pks = {
            model: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (Offer, Need)
        }

    def teardown(self):
        try:
            self.rebuild_what_is_settled()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def one(self, which):
        model, number = which
        return model.objects.filter(pk=self.pks[model][number % len(self.pks[model])])

    @rule(
        which=POSTINGS, status=st.sampled_from(["published", "paused", "published", "withdrawn", "expired"])
    )
    def step(self, which, status):
        self.one(which).update(status=status, revision=F("revision") + 1)

    @rule(which=POSTINGS, number=st.integers(1, 3))
    def pause_the_best(self, which, number):
        """Drain a list from its top, so that it has to be filled again."""
        posting = self.one(which).first()
        best = Match.objects.current().answering(posting).order_by("-score", "pk")[:number]
        side = "need" if which[0] is Offer else "offer"
        pks = [getattr(match, f"{side}_id") for match in best]
        others = Need if which[0] is Offer else Offer
        others.objects.filter(pk__in=pks).update(status="paused", revision=F("revision") + 1)

    @rule(which=POSTINGS, title=st.sampled_from(TITLES))
    def rewrite(self, which, title):
        posting = self.one(which).get()
        posting.texts.update(title=title)
        self.one(which).update(revision=F("revision") + 1)

    @rule(which=POSTINGS, languages=st.sampled_from([["es"], ["fr"], ["en", "fr"]]), accepted=st.booleans())
    def speak(self, which, languages, accepted):
        """Some pairs are blocked where interpretation is refused."""
        self.one(which).update(
            working_languages=languages, interpretation_accepted=accepted, revision=F("revision") + 1
        )

    @rule(which=POSTINGS)
    def renew(self, which):
        self.one(which).update(revision=F("revision") + 1)

    @rule(full=st.booleans())
    def edit_reference_data(self, full):
        GroupMembership.objects.filter(group__code="CAN").update(status="member" if full else "observer")
        rematch_everything()

    @rule()
    def sleep(self):
        """On the second day one country joins a group of the other."""
        self.at += timedelta(hours=20)

    @rule(crash=CRASHES)
    def match(self, crash):
        self.at += timedelta(minutes=2)
        with losing_a_worker(crash):
            match_due_postings(at=self.at)

    @rule(theme=st.sampled_from([25, 60]))
    def ask_for_rebuild(self, theme):
        release = read_release()
        frozen = replace(release, weights={**release.weights, "theme": theme})
        begin_generation(frozen=frozen, by=None, at=self.at)

    @rule()
    def ask_for_audit(self):
        begin_audit(at=self.at)

    @rule(crash=CRASHES)
    def build(self, crash):
        self.at += timedelta(minutes=2)
        with losing_a_worker(crash):
            continue_rebuild(at=self.at)

    @rule()
    def settle(self):
        for _attempt in range(10):
            self.at += timedelta(minutes=40)
            match_due_postings(at=self.at)
            continue_rebuild(at=self.at)
            if count_behind() == 0 and not Generation.objects.building().exists():
                break
        else:
            raise AssertionError("never settles")
        expected = expected_pairs(depth=3, blocked_depth=2)
        assert stored_pairs() == expected
        assert not Notice.objects.filter(event="match.audit").exists()

    def rebuild_what_is_settled(self):
        self.settle()
        before = stored_pairs()
        serving = Generation.objects.serving().get()
        self.ask_for_rebuild(serving.frozen["weights"]["theme"])
        while continue_rebuild(at=self.at):
            self.at += timedelta(minutes=2)
        assert Generation.objects.serving().get() != serving
        assert stored_pairs() == before


@pytest.fixture
def _small(monkeypatch):
    """Short lists and small pieces, so that a dozen postings fill, drain and cut them."""
    for module, values in ((shortlist, DEPTHS), (planning, CUTS)):
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)


@pytest.mark.django_db
@pytest.mark.usefixtures("_small")
def test_any_events_and_crashes_end_in_the_rows_of_the_definition():
    themes = [make_theme(name, area="safety") for name in ("ports", "customs")]
    for number in range(7):
        port_offer(words={"title": TITLES[number % 4]}, relations={"themes": [themes[number % 2]]})
        port_need(words={"title": TITLES[number % 3]}, relations={"themes": [themes[number % 2]]})
    can, _ = Group.objects.get_or_create(code="CAN", defaults={"name_en": "Andes", "kind": "regional"})
    for country, since in (("CL", None), ("HT", (NOW + timedelta(days=2)).date())):
        GroupMembership.objects.create(
            country=make_authority(country).country,
            group=can,
            status="member",
            since=since,
            since_precision="day" if since else "",
            confidence="working_rule",
        )
    match_all()
    run_state_machine_as_test(
        Portal,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
