import hashlib

import pytest

from vocabulary.core.thesaurus import ThesaurusError, load_thesaurus

HEADER = "code,theme,broader,goals,sectors,en,es,fr,pt"
GOOD = "port,ports,,9,210,port,puerto,port,porto"


def test_a_concept_is_read_with_all_its_columns(thesaurus):
    port = thesaurus.concepts["port"]
    assert (port.themes, port.broader, port.goals, port.sectors) == (
        ("ports",),
        ("transport",),
        (9, 14),
        ("210",),
    )
    assert (port.preferred("es"), port.labels["pt"]) == (
        "puerto",
        ("porto", "portuário"),
    )


def test_the_digest_is_that_of_the_content(thesaurus, thesaurus_text, tmp_path):
    path = tmp_path / "thesaurus.csv"
    path.write_text(thesaurus_text, encoding="utf-8")
    digest = hashlib.sha256(thesaurus_text.encode()).hexdigest()
    assert (thesaurus.digest, load_thesaurus(path).digest) == (digest, digest)


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        pytest.param(["port,,,9"], ["line 2: a row has 9 cells"], id="cells are missing"),
        pytest.param([GOOD, GOOD], ["line 3: code 'port' is there twice"], id="a code twice"),
        pytest.param(
            ["Port!,,,,,a port,puerto,port,porto"],
            ["line 2: code 'Port!' may hold lower-case letters, digits and hyphens only"],
            id="an odd code",
        ),
        pytest.param(
            ["port,,,18 x,,port,puerto,port,porto"],
            [
                "line 2: '18' is not a goal from 1 to 17",
                "line 2: 'x' is not a goal from 1 to 17",
            ],
            id="goals that do not exist",
        ),
        pytest.param(
            ["port,,,,,port,puerto,,porto"],
            ["line 2: no term in fr"],
            id="a language is empty",
        ),
        pytest.param(
            ["port,,,,,of the,puerto,port,porto"],
            ["line 2: term 'of the' in en holds no word that carries a subject"],
            id="nothing to look for",
        ),
        pytest.param(
            ["port,,sea,,,port,puerto,port,porto"],
            ["line 2: broader concept 'sea' is not in the file"],
            id="broader than nothing",
        ),
        pytest.param(
            ["a,,b,,,port,puerto,port,porto", "b,,a,,,sea,mar,mer,mar"],
            [
                "line 2: 'a' is broader than itself",
                "line 3: 'b' is broader than itself",
            ],
            id="a circle",
        ),
    ],
)
def test_every_fault_is_named_with_its_line(rows, problems):
    with pytest.raises(ThesaurusError) as caught:
        load_thesaurus("\n".join((HEADER, *rows)))
    assert caught.value.problems == problems


def test_another_header_is_refused():
    with pytest.raises(ThesaurusError, match="line 1: the header must be"):
        load_thesaurus("code,en\nport,port\n")
