import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import AuditEntry
from matching.core import generation
from matching.models import Generation, Preview
from matching.services import (
    asking,
    change_weights,
    continue_rebuild,
    rebuild_matches,
    serving_generation,
    weights_of,
    work_out_previews,
)
from tests.factories import NOW
from tests.factories import make_person as add_person
from tests.factories_matching import build_all, match_all, port_need, port_offer
from tests.factories_postings import make_person
from tests.factories_vocabulary import make_row
from vocabulary.services import add_concept, serving_thesaurus

pytestmark = pytest.mark.django_db

PAGE, REFIT = reverse("secretariat:weights"), reverse("thesaurus:refit")


@pytest.fixture
def need(secretary):
    need = port_need()
    port_offer()
    match_all()
    return need


def typed(step="preview", **changes):
    serving = serving_generation()
    return {**weights_of(serving), "seen": serving.number, "why": "Asked for", "step": step, **changes}


def save(client, **changes):
    """Preview, then send what the page has."""
    previewed = client.post(PAGE, typed(**changes)).context["form"].signature
    return client.post(PAGE, typed("save", previewed=previewed, **changes))


def test_without_reference_data_the_page_says_so(client, secretary):
    assert "nothing can be matched" in client.get(PAGE).content.decode()
    assert client.post(REFIT).url == reverse("secretariat:rebuild")


def test_the_page_shows_the_present_weights_and_saves_only_what_was_previewed(client, need):
    text = client.get(PAGE).content.decode()
    assert 'name="theme" value="25"' in text
    assert ('value="save"' in text, 'value="preview"' in text) == (False, True)
    response = client.post(PAGE, typed("save", theme=99))
    assert (response.status_code, Generation.objects.count()) == (422, 1)


def test_a_preview_shows_both_lists_and_saves_nothing(client, need):
    response = client.post(PAGE, typed(theme=99, why=""))
    text = response.content.decode()
    assert (response.status_code, [one.need for one in response.context["previews"]]) == (200, [need])
    assert ("With the new weights" in text, 'value="save"' in text) == (True, True)
    assert Generation.objects.count() == 1


def test_saving_begins_one_generation_with_a_reason_and_leads_to_its_progress(client, need, secretary):
    assert save(client, theme=99).url == reverse("secretariat:rebuild")
    made = Generation.objects.building().get()
    assert (made.by, weights_of(made)["theme"], Generation.objects.count()) == (secretary, 99, 2)
    entry = AuditEntry.objects.get(action="matching.weights")
    assert (entry.actor, entry.subject, entry.reason) == (secretary, str(made), "Asked for")
    assert entry.labelled_changes == [("Themes", "25", "99")]
    continue_rebuild(at=timezone.now())
    assert 'name="theme" value="99"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"theme": -1}, "theme"),
        ({"text": 256}, "text"),
        ({"period": ""}, "period"),
        ({"period": "2.5"}, "period"),
        ({"why": ""}, "why"),
        ({"theme": 0, "text": 0}, "theme"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, need, changes, field):
    response = client.post(PAGE, typed("save", **changes))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Generation.objects.count() == 1


@pytest.mark.parametrize("name", ["theme", "text"])
def test_either_half_of_the_subject_may_weigh_nothing(client, need, name):
    assert save(client, **{name: 0}).status_code == 302


def test_the_same_weights_are_not_saved(client, need):
    assert save(client).status_code == 422
    assert Generation.objects.count() == 1


def test_the_second_of_two_sees_what_the_first_saved(client, need, secretary):
    old = typed("save", text=50, previewed=client.post(PAGE, typed(text=50)).context["form"].signature)
    save(client, theme=99)
    response = client.post(PAGE, old)
    text = response.content.decode()
    assert response.status_code == 422
    assert ("Saved in between" in text, "25 → 99" in text, 'name="text" value="50"' in text) == (
        True,
        True,
        True,
    )
    again = {**old, "seen": response.context["latest"].number}
    assert client.post(PAGE, again).status_code == 302
    assert weights_of(Generation.objects.building().get())["theme"] == 25


def test_meaning_is_offered_where_a_model_is_there(client, need, settings):
    assert 'name="meaning"' not in client.get(PAGE).content.decode()
    settings.EMBEDDINGS = "somewhere"
    assert 'name="meaning" value="0"' in client.get(PAGE).content.decode()
    form = client.get(ask(client, meaning=20)).context["form"]
    client.post(PAGE, typed("save", meaning=20, previewed=form.signature))
    assert weights_of(Generation.objects.building().get())["meaning"] == 20


def test_the_language_switch_keeps_what_was_typed(client, need):
    response = client.post(PAGE, typed(theme="99x", _language="es"))
    assert 'value="99x"' in response.content.decode()
    assert (response.status_code, Generation.objects.count()) == (200, 1)


def test_an_administrator_reads_the_weights_and_changes_none(client, need, administrator):
    values = typed("save", theme=99)
    client.force_login(administrator)
    text = client.get(PAGE).content.decode()
    assert ('value="preview"' in text, REFIT in client.get(reverse("thesaurus:list")).content.decode()) == (
        False,
        False,
    )
    assert ("Only the secretariat changes the weights" in text, "<dd>25</dd>" in text) == (True, True)
    assert ('name="theme"' in text, 'name="why"' in text) == (False, False)
    assert [client.post(url, values).status_code for url in (PAGE, REFIT)] == [404, 404]
    assert Generation.objects.count() == 1


def test_for_a_party_there_is_no_such_page(client, need):
    client.force_login(need.created_by)
    assert [client.get(PAGE).status_code, client.post(PAGE, typed()).status_code] == [404, 404]
    assert client.post(REFIT).status_code == 404


def test_changes_of_the_thesaurus_that_wait_begin_a_generation(client, need, secretary):
    add_concept(row=make_row("test-quay", en="quay"), by=secretary, at=NOW)
    text = client.get(reverse("thesaurus:list")).content.decode()
    assert "Begin a new generation with the" in text
    text = client.get(reverse("secretariat:rebuild")).content.decode()
    assert "only the waiting changes of the thesaurus are taken up" in text
    assert "disabled" not in text
    assert client.post(REFIT).url == client.post(REFIT).url == reverse("secretariat:rebuild")
    assert AuditEntry.objects.filter(action="matching.refit", actor=secretary).count() == 1
    build_all(at=timezone.now())
    assert "test-quay" in serving_thesaurus().concepts


def test_fitting_to_texts_says_how_many_it_takes_and_is_refused_below(client, need, monkeypatch):
    page = reverse("secretariat:rebuild")
    text = client.get(page).content.decode()
    assert "It takes at least 200 live postings; there are 2." in text
    assert "disabled>Fit matching to the present texts anew" in text
    told = client.post(REFIT, follow=True).content.decode()
    assert "fitting takes at least 200 live postings, and there are 2." in told
    assert Generation.objects.count() == 1
    monkeypatch.setattr(generation, "FEWEST_TO_REFIT", 2)
    text = client.get(page).content.decode()
    assert "It takes at least 2 live postings; there are 2." in text
    assert "disabled" not in text
    client.post(REFIT)
    assert Generation.objects.count() == 2


def test_what_an_unfinished_generation_weighs_is_where_the_next_begins(client, need, secretary):
    change_weights(weights={"theme": 99}, seen=1, by=secretary, at=NOW)
    assert 'name="theme" value="99"' in client.get(PAGE).content.decode()


@pytest.fixture
def large(monkeypatch):
    """A world with more offers than a page may search."""
    monkeypatch.setattr(asking, "MOST_AT_ONCE", 0)


def ask(client, **changes):
    """Ask for a preview that is left to a worker; gives the page that shows it."""
    response = client.post(PAGE, typed(**changes))
    assert response.status_code == 302
    return response.url.removesuffix("#preview")


def test_a_preview_of_a_large_portal_is_left_to_a_worker_and_kept_for_the_form(client, need, large):
    page = ask(client, theme=99, why="")
    assert "?preview=" in client.get(PAGE).content.decode()
    text = client.get(page).content.decode()
    assert ("being worked out" in text, "Look again" in text, 'value="save"' in text) == (True, True, False)
    assert ('name="theme" value="99"' in text, "every 2s" in text) == (True, True)
    work_out_previews(at=timezone.now())
    response = client.get(page)
    assert [one.need for one in response.context["previews"]] == [need]
    assert ('value="save"' in response.content.decode(), Generation.objects.count()) == (True, 1)
    signature = response.context["form"].signature
    # Without a reason it is not saved, and nothing is searched again for the answer.
    refused = client.post(PAGE, typed("save", previewed=signature, theme=99, why=""))
    assert (refused.status_code, len(refused.context["previews"])) == (422, 1)
    assert client.post(PAGE, typed("save", previewed=signature, theme=99)).status_code == 302
    assert Preview.objects.get().attempts == 1


def test_of_many_needs_that_change_five_are_open_and_the_others_a_line_each(client, need):
    for at in range(6):
        port_need(words={"title": f"Formation {at}", "summary": "Former les agents de sûreté des ports."})
    port_offer(working_languages=["en"])
    port_offer(working_languages=["es"])
    match_all()
    response = client.post(PAGE, typed(languages=255))
    changing, staying = response.context["changing"], response.context["staying"]
    text = response.content.decode()
    assert len(changing) + len(staying) == 7
    assert text.count('<article class="panel">') == min(len(changing), 5)
    folded = max(len(changing) - 5, 0) + len(staying)
    assert text.count('<details class="disclosure">') == folded + bool(staying)


def test_a_large_and_a_small_portal_show_the_same(client, need, monkeypatch):
    small = client.post(PAGE, typed(theme=99)).context["previews"]
    monkeypatch.setattr(asking, "MOST_AT_ONCE", 0)
    page = ask(client, theme=99)
    work_out_previews(at=timezone.now())
    assert client.get(page).context["previews"] == small


def test_the_part_that_waits_is_changed_only_when_there_is_something_to_show(client, need, large):
    page = ask(client, theme=99)
    assert client.get(page, headers={"HX-Request": "true"}).status_code == 204
    work_out_previews(at=timezone.now())
    text = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in text, "hx-get" in text, "With the new weights" in text) == (False, False, True)
    assert 'form="weights-form"' in text


def test_a_preview_is_nobody_elses_and_not_of_a_generation_that_is_gone(client, need, large, secretary):
    page = ask(client, theme=99)
    work_out_previews(at=timezone.now())
    client.force_login(make_person("secretariat", secretary.memberships.get().institution))
    assert 'name="theme" value="25"' in client.get(page).content.decode()
    rebuild_matches(at=timezone.now())
    continue_rebuild(at=timezone.now())
    client.force_login(secretary)
    assert "With the new weights" not in client.get(page).content.decode()


def test_a_preview_that_failed_five_times_says_so_and_can_be_asked_for_again(client, need, large):
    page = ask(client, theme=99)
    Preview.objects.update(attempts=5, parked_at=NOW, last_error="disk full")
    text = client.get(page).content.decode()
    assert ("disk full" in text, "hx-get" in text) == (True, False)
    ask(client, theme=99)
    assert Preview.objects.get().parked_at is None


def test_asked_again_the_same_is_worked_out_once(client, need, large):
    ask(client, theme=99)
    ask(client, theme=99, why="Twice")
    assert (Preview.objects.get().why, work_out_previews(at=timezone.now())) == ("Twice", 1)
    assert work_out_previews(at=timezone.now()) == 0


def test_three_people_of_the_parties_and_nobody_reach_neither_weights_nor_previews(
    client, need, owner, focal_point, stranger
):
    form = typed()
    pages = [PAGE, f"{PAGE}?preview=1", reverse("secretariat:rebuild")]
    reader = add_person(owner.memberships.get().institution, Role.READER, email="reader@example.org")
    for person in (owner, focal_point, stranger, reader):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [404] * len(pages)
        assert client.get(PAGE, headers={"HX-Request": "true"}).status_code == 404
        assert [client.post(page, form).status_code for page in pages] == [404] * len(pages)
    client.logout()
    assert [client.get(page).status_code for page in pages] == [302] * len(pages)
    assert not Preview.objects.exists()
