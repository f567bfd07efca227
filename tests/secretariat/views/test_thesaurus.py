import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import AuditEntry
from tests.factories import NOW, make_person
from tests.factories_matching import match_all, port_offer
from tests.factories_postings import make_theme
from tests.factories_vocabulary import make_row, row_of
from vocabulary.models import Concept, WordSetAside
from vocabulary.services import (
    add_concept,
    freeze_thesaurus,
    merge_concepts,
    restore_concept,
    retire_concept,
    serve_thesaurus,
)

pytestmark = pytest.mark.django_db

LIST, NEW = reverse("thesaurus:list"), reverse("thesaurus:new")


@pytest.fixture(autouse=True)
def concepts(secretary):
    """A harbour below transport, a school with no French term; all of them serve."""
    for row in (
        make_row("transport", en="transport", es="transporte", fr="transport", pt="transporte"),
        make_row("harbour", en="harbour | port", es="puerto", fr="port", pt="porto", broader=("transport",)),
        make_row("school", en="school", es="educación | escuela", pt="escola"),
    ):
        add_concept(row=row, by=secretary, at=NOW)
    serve_thesaurus(digest=freeze_thesaurus(at=NOW).digest, at=NOW)


def page_of(name, code):
    return reverse(f"thesaurus:{name}", args=[code])


def listed(client, query):
    return [concept.code for concept in client.get(f"{LIST}?{query}").context["page"]]


def revision_of(code):
    return Concept.objects.get(code=code).revision


def retire(code, by):
    concept = Concept.objects.get(code=code)
    retire_concept(concept=concept, revision=concept.revision, why="Unused", by=by, at=NOW)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["harbour", "school", "transport"]),
        ("q=EDUCACION", ["school"]),
        ("q=P%C3%B4rt", ["harbour", "transport"]),
        ("q=har", ["harbour"]),
        ("q=%21%21", []),
        ("missing=fr", ["school"]),
        ("missing=de", ["harbour", "school", "transport"]),
        ("state=retired", []),
        ("state=waiting", []),
        ("state=edited", ["harbour", "school", "transport"]),
    ],
)
def test_concepts_are_found_in_any_language_and_through_filters(client, query, codes):
    assert listed(client, query) == codes


def test_what_waits_is_counted_and_found(client, secretary):
    retire("school", secretary)
    text = client.get(LIST).content.decode()
    assert "1 changed concept waits" in text
    assert listed(client, "state=waiting") == listed(client, "state=retired") == ["school"]
    assert "No change waits." not in text


def test_the_list_costs_the_same_for_any_number_of_concepts(client, secretary, django_assert_max_num_queries):
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_a_concept_shows_its_terms_links_and_history(client):
    text = client.get(page_of("concept", "harbour")).content.decode()
    assert "<strong>puerto</strong>" in text
    assert page_of("concept", "transport") in text
    assert "Concept of the thesaurus added" in text
    assert page_of("concept", "harbour") in client.get(page_of("concept", "transport")).content.decode()


def test_a_concept_is_added_with_terms_links_and_a_reason(client, secretary):
    form = {
        "preferred_en": "Dry dock",
        "others_en": "graving dock\r\n\r\n dry  docks ",
        "preferred_pt": "doca seca",
        "broader": "PUERTO\r\ntransport",
        "why": "Haiti asked",
    }
    response = client.post(NEW, form)
    assert response.url == page_of("concept", "dry-dock")
    row = row_of("dry-dock")
    assert (row.labels["en"], row.broader) == (
        ("Dry dock", "graving dock", "dry docks"),
        ("harbour", "transport"),
    )
    entry = AuditEntry.objects.get(subject="concept dry-dock")
    assert (entry.actor, entry.reason) == (secretary, "Haiti asked")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"preferred_en": ""}, "preferred_en"),
        ({"others_fr": "bassin"}, "preferred_fr"),
        ({"preferred_en": "of the"}, "preferred_en"),
        ({"others_en": "x|y"}, "others_en"),
        ({"others_en": "x" * 201}, "others_en"),
        ({"preferred_es": "Puerto"}, "preferred_es"),
        ({"others_en": "PORT"}, "others_en"),
        ({"broader": "nowhere"}, "broader"),
        ({"code": "Not plain"}, "code"),
        ({"code": "harbour"}, "code"),
        ({"sectors": "999"}, "sectors"),
        ({"themes": "nothing"}, "themes"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_nothing_is_lost(client, changes, field):
    form = {"preferred_en": "dry dock", "why": "kept as typed"} | changes
    response = client.post(NEW, form)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "kept as typed" in response.content.decode()
    assert Concept.objects.count() == 3


def test_an_edit_is_saved_once_and_never_over_somebody_elses(client, secretary):
    url = page_of("edit", "harbour")
    typed = {"preferred_en": "harbour", "others_en": "port\nseaport", "preferred_fr": "port", "revision": 1}
    assert client.post(url, typed).url == page_of("concept", "harbour")
    late = {**typed, "others_en": "haven"}
    response = client.post(url, late)
    text = response.content.decode()
    assert (response.status_code, row_of("harbour").labels["en"]) == (422, ("harbour", "port", "seaport"))
    assert "Somebody else saved this concept in between" in text
    assert "haven</textarea>" in text
    assert 'name="revision" value="2"' in text
    assert client.post(url, {**late, "revision": 2}).status_code == 302
    assert row_of("harbour").labels["en"] == ("harbour", "haven")


def test_a_circle_is_refused_beside_its_field(client):
    form = {"preferred_en": "transport", "broader": "harbour", "revision": 1}
    response = client.post(page_of("edit", "transport"), form)
    assert list(response.context["form"].errors) == ["broader"]


def test_a_word_without_a_concept_begins_a_form(client):
    text = client.get(f"{NEW}?language=fr&term=aquif%C3%A8re").content.decode()
    assert 'name="preferred_fr" value="aquifère"' in text
    assert client.get(f"{NEW}?language=de&term=x").status_code == 200


def test_a_merge_is_shown_first_and_done_with_a_reason(client, secretary):
    url = page_of("merge", "school")
    assert client.get(url).status_code == 200
    shown = client.get(f"{url}?into=PUERTO")
    assert (shown.context["stays"].code, row_of("school").labels["en"]) == ("harbour", ("school",))
    assert "educación, escuela" in shown.content.decode()
    form = {"into": "harbour", "revision": 1, "into_revision": 1, "why": ""}
    assert list(client.post(url, form).context["form"].errors) == ["why"]
    response = client.post(url, {**form, "why": "The same"})
    assert response.url == page_of("concept", "harbour")
    school = Concept.objects.get(code="school")
    assert (school.merged_into.code, school.retired_by, school.retired_why) == (
        "harbour",
        secretary,
        "The same",
    )
    assert page_of("concept", "harbour") in client.get(page_of("concept", "school")).content.decode()


@pytest.mark.parametrize("into", ["nowhere", "school", ""])
def test_what_a_concept_cannot_be_merged_into_is_said(client, into):
    response = client.get(f"{page_of('merge', 'school')}?into={into}")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["into"])


def test_a_merge_that_was_overtaken_asks_again(client):
    client.post(page_of("edit", "harbour"), {"preferred_en": "haven", "revision": 1})
    form = {"into": "harbour", "revision": 1, "into_revision": 1, "why": "The same"}
    response = client.post(page_of("merge", "school"), form)
    assert (response.status_code, revision_of("school")) == (422, 1)
    assert 'name="into_revision" value="2"' in response.content.decode()


def test_a_concept_is_retired_and_brought_back_each_with_a_reason(client, secretary):
    url = page_of("retire", "school")
    assert list(client.post(url, {"revision": 1}).context["form"].errors) == ["why"]
    assert client.post(url, {"revision": 1, "why": "Unused"}).url == page_of("concept", "school")
    assert "Unused" in client.get(page_of("concept", "school")).content.decode()
    assert client.get(page_of("edit", "school")).url == page_of("concept", "school")
    url = page_of("restore", "school")
    assert client.post(url, {"revision": 2, "why": "Needed"}).url == page_of("concept", "school")
    assert Concept.objects.get(code="school").retired_at is None
    assert client.get(url).url == page_of("concept", "school")


def test_a_merged_concept_is_brought_back_with_its_terms_in_one_step(client, secretary):
    concepts = {code: Concept.objects.get(code=code) for code in ("school", "harbour")}
    merge_concepts(
        goes=concepts["school"], stays=concepts["harbour"], revisions=(1, 1), why="x", by=secretary, at=NOW
    )
    url = page_of("restore", "school")
    assert "Take its terms out of “harbour” again" in client.get(url).content.decode()
    assert client.post(url, {"revision": 2, "why": "They differ"}).status_code == 422
    assert client.post(url, {"revision": 2, "why": "They differ", "takes_back": "on"}).status_code == 302
    assert (row_of("school").labels["en"], "school" in row_of("harbour").labels["en"]) == (("school",), False)


def test_what_holds_a_concept_back_is_named(client, secretary):
    retire("school", secretary)
    add_concept(row=make_row("academy", en="school"), by=secretary, at=NOW)
    response = client.post(page_of("restore", "school"), {"revision": 2, "why": "Needed"})
    assert response.status_code == 422
    assert "“school” (English) is a term of the concept academy" in response.content.decode()


def test_an_edit_of_what_somebody_retired_meanwhile_is_kept_until_it_is_back(client, secretary):
    edit = {"preferred_en": "academy", "broader": "", "revision": 1, "why": "x"}
    retire("school", secretary)
    response = client.post(page_of("edit", "school"), edit)
    text = response.content.decode()
    assert (response.status_code, 'value="academy"' in text) == (422, True)
    assert ("retired while you were writing" in text, "bring the concept back first" in text) == (True, True)
    restore_concept(concept=Concept.objects.get(code="school"), why="Needed", by=secretary, at=NOW)
    again = client.post(page_of("edit", "school"), edit)
    assert (again.status_code, "Saved in between" in again.content.decode()) == (422, True)
    edit["revision"] = again.context["concept"].revision
    assert client.post(page_of("edit", "school"), edit).status_code == 302
    assert row_of("school").labels["en"] == ("academy",)


def test_who_comes_second_to_a_step_is_shown_how_the_concept_stands(client, secretary):
    retire("school", secretary)
    form = {"revision": 1, "why": "x", "into": "harbour", "into_revision": 1}
    for name in ("retire", "merge"):
        response = client.post(page_of(name, "school"), form, follow=True)
        assert response.redirect_chain == [(page_of("concept", "school"), 302)]
        assert "somebody else was faster" in response.content.decode()


def test_a_merge_names_what_moves_in_the_words_of_the_reader(client, secretary):
    make_theme("ports-and-shipping")
    row = make_row("dock", en="dock", themes=("ports-and-shipping",), broader=("transport",))
    add_concept(row=row, by=secretary, at=NOW)
    text = client.get(page_of("merge", "dock"), {"into": "school"}).content.decode()
    assert ("<dd>Ports-And-Shipping</dd>" in text, "<dd>transport</dd>" in text) == (True, True)


def test_three_people_an_official_sees_none_an_administrator_reads_the_secretariat_edits(
    client, secretary, administrator, owner, focal_point, stranger
):
    pages = [LIST, NEW, reverse("thesaurus:words")]
    pages += [page_of(name, "school") for name in ("concept", "edit", "merge", "retire")]
    form = {"preferred_en": "academy", "revision": 1, "why": "x", "into": "harbour", "into_revision": 1}
    reader = make_person(owner.memberships.get().institution, Role.READER, email="reader@example.org")
    client.logout()
    assert [client.get(page).status_code for page in pages] == [302] * len(pages)
    posts = [page_of(name, "school") for name in ("edit", "merge", "retire")] + [NEW]
    parties = [(person, 404, 404) for person in (owner, focal_point, stranger, reader)]
    for person, read, written in (*parties, (administrator, 200, 404)):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [read] * len(pages)
        assert [client.post(page, form).status_code for page in posts] == [written] * len(posts)
    assert row_of("school").labels["en"] == ("school",)
    client.force_login(secretary)
    assert client.post(posts[0], form).status_code == 302


def test_the_language_switch_keeps_what_was_typed(client):
    for url, field in (
        (page_of("edit", "school"), "preferred_en"),
        (page_of("merge", "school"), "why"),
        (page_of("retire", "school"), "why"),
        (NEW, "preferred_fr"),
    ):
        response = client.post(url, {field: "as typed", "into": "harbour", "revision": 1, "_language": "es"})
        text = response.content.decode()
        assert 'value="as typed"' in text
        assert '<html lang="es"' in text
    assert row_of("school").labels["en"] == ("school",)


def test_the_desk_leads_to_the_thesaurus(client):
    assert f'href="{LIST}"' in client.get(reverse("secretariat:desk")).content.decode()


def test_words_without_a_concept_lead_to_a_begun_form(client):
    for _ in range(2):
        port_offer(words={"title": "Zarandillas", "summary": "Zarandillas para todos."})
    match_all()
    url = reverse("thesaurus:words")
    text = client.get(f"{url}?language=es").content.decode()
    assert f"{NEW}?language=es&amp;term=zarandillas" in text
    assert "Read: 2 of 2 live postings" in " ".join(text.split())
    assert client.get(f"{url}?language=xx&page=9").status_code == 200


def test_a_word_is_set_aside_with_who_and_when_and_brought_back_on_the_same_page(client, secretary):
    for _ in range(2):
        port_offer(words={"title": "Zarandillas", "summary": "Zarandillas para todos."})
    match_all()
    url = f"{reverse('thesaurus:words')}?language=es"
    typed = {"language": "es", "word": "zarandillas", "page": "1"}
    answer = client.post(reverse("thesaurus:word-aside"), typed)
    assert (answer.status_code, answer.url) == (302, f"{url}&page=1")
    text = client.get(url).content.decode()
    assert f"{NEW}?language=es&amp;term=zarandillas" not in text
    assert ("Words set aside" in text, str(secretary) in text) == (True, True)
    aside = WordSetAside.objects.get()
    assert (aside.word, aside.language, aside.by) == ("zarandillas", "es", secretary)
    client.post(reverse("thesaurus:word-aside"), typed)
    told = [
        client.post(reverse("thesaurus:word-back"), typed, follow=True).content.decode() for _ in range(2)
    ]
    assert ["counts again among the words" in text for text in told] == [True, False]
    assert "Nothing has changed" in told[1]
    assert f"{NEW}?language=es&amp;term=zarandillas" in client.get(url).content.decode()
    entries = AuditEntry.objects.filter(subject="word es zarandillas").order_by("at", "pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("word.aside", secretary),
        ("word.back", secretary),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"language": "xx", "word": "a"},
        {"language": "es", "word": "!"},
        {"language": "fr", "word": 60 * "\N{LATIN SMALL LIGATURE FFI}"},
    ],
)
def test_what_is_no_word_is_not_set_aside(client, typed):
    answer = client.post(reverse("thesaurus:word-aside"), typed)
    assert (answer.status_code, WordSetAside.objects.count()) == (302, 0)


def test_only_the_secretariat_sets_words_aside(client, administrator, owner):
    typed = {"language": "es", "word": "zarandillas"}
    for person in (administrator, owner):
        client.force_login(person)
        for name in ("word-aside", "word-back"):
            assert client.post(reverse(f"thesaurus:{name}"), typed).status_code == 404
    assert WordSetAside.objects.count() == 0
