from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workplans.core.document import UnreadableDocument
from workplans.core.layouts import SIGNATURES, read_document

NAMES = ("celac", "agenda", "sedi", "aicd", "dialogue")

changes = st.lists(
    st.tuples(
        st.sampled_from(("delete", "double", "swap")),
        st.integers(0, 2000),
        st.integers(0, 2000),
    ),
    min_size=1,
    max_size=12,
)


def changed(data, steps):
    lines = data.decode().split("\n")
    for step, first, second in steps:
        if not lines:
            break
        one, two = first % len(lines), second % len(lines)
        if step == "delete":
            del lines[one]
        elif step == "double":
            lines.insert(two, lines[one])
        else:
            lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines).encode()


def check_tree(document):
    codes = [node.code for node in document.nodes]
    assert len(codes) == len(set(codes))
    seen = {""}
    positions = Counter()
    for node in document.nodes:
        assert node.parent in seen
        seen.add(node.code)
        positions[node.parent] += 1
        assert node.position == positions[node.parent]
        assert [row.position for row in node.rows] == list(range(1, len(node.rows) + 1))


def read_changed(data, account_for):
    try:
        document = read_document(data)
    except UnreadableDocument:
        return
    account_for(document, data)
    check_tree(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_recognised_by_its_text(seeds, samples, name):
    assert [read_document(data[name]).layout for data in (seeds, samples)] == [
        name,
        name,
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_text_has_one_layout_only(samples, name):
    text = "\n".join(" ".join(line.split()) for line in samples[name].decode().replace("<p>", "").split("\n"))
    assert [signature.layout for signature in SIGNATURES if signature.matches(text)] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_published_document_has_its_place(seeds, account_for, name):
    document = read_document(seeds[name])
    assert document.unplaced == ()
    account_for(document, seeds[name])
    check_tree(document)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_sample_has_its_place(samples, account_for, name):
    document = read_document(samples[name])
    assert document.unplaced == ()
    account_for(document, samples[name])
    check_tree(document)


@pytest.mark.parametrize("name", NAMES)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(samples, name):
    windows = b"\xef\xbb\xbf" + samples[name].replace(b"\n", b"\r\n")
    assert read_document(windows) == read_document(samples[name])


@pytest.mark.parametrize(
    ("name", "is_plan", "code"),
    [
        ("celac", True, "celac-2022"),
        ("sedi", True, "sedi-2020"),
        ("aicd", True, "aicd-wg3-2022"),
        ("agenda", False, ""),
        ("dialogue", False, ""),
    ],
)
def test_only_a_work_plan_has_a_code_and_nodes(seeds, name, is_plan, code):
    document = read_document(seeds[name])
    assert (document.is_plan, document.plan_code, bool(document.nodes)) == (
        is_plan,
        code,
        is_plan,
    )
    assert document.language == "fr"


def test_a_text_of_another_kind_is_refused():
    with pytest.raises(UnreadableDocument) as refused:
        read_document(b"PLAN DE TRAVAIL 2022\n\nAcheter du pain")
    assert refused.value.code == "unrecognised"


def test_a_plan_whose_year_is_gone_is_refused(samples):
    with pytest.raises(UnreadableDocument) as refused:
        read_document(samples["aicd"].replace(b"mars 2031", b"mars"))
    assert refused.value.code == "year_missing"


def test_a_plan_of_which_nothing_is_left_is_refused():
    text = "PLAN DE TRAVAIL 2022\nCELAC\nObjectif : un\nStratégies : deux"
    with pytest.raises(UnreadableDocument) as refused:
        read_document(text.encode())
    assert refused.value.code == "unrecognised"


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data):
    with pytest.raises(UnreadableDocument):
        read_document(data)


fragments = st.sampled_from(
    (
        "CELAC", "SEDI", "AICD", "PLAN DE TRAVAIL 2022", "PLAN DE TRAVAIL, GROUPE DE TRAVAIL 3", "1. UN", "2. UN",
        "Objectif : a", "Stratégies : b", "\tLIGNE STRATÉGIQUE", " \tOBJECTIF STRATÉGIQUE", "\t1. c", "\t1.1. d",
        "\t", "\te", "", "\u00a0", "\tDÉPARTEMENT/SECTION : f", "\tMesures concrètes", "réunion du 2 mai 2022",
        "A. THÈMES", "· g", "PROJET D'ORDRE DU JOUR ANNOTÉ", "LES GOUVERNEMENTS ET LES ACTEURS SOCIAUX",
        "Sommet des Amériques", "--", "- 3 -", "\tRÉSULTATS PRÉVUS", "\tNOTE : h", "\tObjectif spécifique : i",
    )
)  # fmt: skip


@given(st.lists(fragments | st.text(max_size=20), max_size=60))
@settings(deadline=None)
def test_any_mixture_of_marks_is_read_or_refused(account_for, lines):
    read_changed("\n".join(lines).encode("utf-8", "surrogatepass"), account_for)


@pytest.mark.parametrize("name", NAMES)
@given(steps=changes)
@settings(deadline=None, max_examples=60)
def test_a_sample_with_lines_lost_doubled_or_swapped_stays_accounted_for(samples, account_for, name, steps):
    read_changed(changed(samples[name], steps), account_for)


@pytest.mark.parametrize("name", NAMES)
@given(steps=changes)
@settings(deadline=None, max_examples=25)
def test_a_published_document_with_lines_lost_doubled_or_swapped_stays_accounted_for(
    seeds, account_for, name, steps
):
    read_changed(changed(seeds[name], steps), account_for)
