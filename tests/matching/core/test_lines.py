import json
import subprocess
import sys
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.lines import BAD_INPUT, REFERENCE, Line, main, rank_lines

ROOT = Path(__file__).resolve().parents[3]
POOL = (
    Line("d1", "fr", "Sécurité portuaire", "Formation des agents des ports"),
    Line("d2", "en", "Teachers", "rural schools and mathematics"),
    Line("d3", "pt", "Água", "abastecimento de água nas escolas"),
    Line("d4", "es", "", "Gobierno electrónico"),
    Line("d5", "es", "", ""),
    Line("d6", "fr", "Sécurité portuaire", "Formation des agents des ports"),
)
QUERIES = (
    Line("q1", "es", "Puertos", "capacitación para oficiales de puertos"),
    Line("q2", "en", "", ""),
    Line("q3", "pt", "Escolas", ""),
)


def shipped_with(**changed):
    """The shipped generation, but for what is wrong with it."""
    return json.dumps(json.loads((REFERENCE / "generation.json").read_text(encoding="utf-8")) | changed)


def written(lines):
    fields = ("id", "language", "title", "text")
    return "".join(json.dumps({name: getattr(line, name) for name in fields}) + "\n" for line in lines)


def ranked(pool, queries, thesaurus, generation, top=10):
    found = rank_lines(pool, queries, top=top, thesaurus=thesaurus, generation=generation)
    return {row["query"]: row["ranking"] for row in found}


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command on what the two files hold; give its exit code, its lines and its complaint."""

    def call(pool, queries, *more):
        for name, content in (("pool", pool), ("queries", queries)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["--pool", str(tmp_path / "pool"), "--queries", str(tmp_path / "queries"), *more])
        out, complaint = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], complaint

    return call


def test_each_query_is_answered_in_turn_with_its_best_first(run):
    code, answers, complaint = run(written(POOL), written(QUERIES), "--top", "2")
    assert (code, complaint) == (0, "")
    assert [answer["query"] for answer in answers] == ["q1", "q2", "q3"]
    assert [found["id"] for found in answers[0]["ranking"]] == ["d1", "d6"]
    assert [found["id"] for found in answers[2]["ranking"]] == ["d3", "d2"]
    assert answers[1]["ranking"] == []


def test_the_command_loads_without_django(tmp_path):
    (tmp_path / "pool").write_text(written(POOL), encoding="utf-8")
    (tmp_path / "queries").write_text(written(QUERIES), encoding="utf-8")
    script = (
        "import runpy, sys\n"
        f"sys.argv = ['rank', '--pool', {str(tmp_path / 'pool')!r},"
        f" '--queries', {str(tmp_path / 'queries')!r}, '--top', '1']\n"
        "try:\n    runpy.run_module('matching.core.rank', run_name='__main__')\n"
        "finally:\n    assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == len(QUERIES)


@pytest.mark.parametrize(
    ("pool", "number"),
    [
        pytest.param(written(POOL[:2]) + "{\n", 3, id="no JSON"),
        pytest.param("[]\n", 1, id="no object"),
        pytest.param(written(POOL[:1]) + "\n" + written(POOL[1:2]), 2, id="nothing"),
        pytest.param(written(POOL[:1]) + "\r\n" + written(POOL[1:2]), 2, id="nothing but an end of line"),
        pytest.param(written((*POOL, POOL[1])), len(POOL) + 1, id="an id twice"),
        pytest.param('{"id": "a", "language": "en", "title": "x"}\n', 1, id="no text"),
        pytest.param('{"id": 1, "language": "en", "title": "x", "text": "y"}\n', 1, id="no string"),
        pytest.param('{"id": "a", "language": "en", "title": null, "text": "y"}\n', 1, id="null"),
        pytest.param(written(POOL[:1]).encode() + b"\xff\n", 2, id="no UTF-8"),
        pytest.param("[" * 100_000, 1, id="nested without end"),
    ],
)
def test_a_bad_line_is_named(run, pool, number):
    code, answers, complaint = run(pool, written(QUERIES), "--top", "2")
    assert (code, answers) == (BAD_INPUT, [])
    assert f"line {number}: " in complaint


def test_a_blank_line_among_others_and_an_id_met_twice_are_told_plainly(run):
    complaints = [
        run(pool, written(QUERIES), "--top", "2")[2].partition("line 2: ")[2]
        for pool in (written(POOL[:1]) + "\r\n" + written(POOL[1:]), written(POOL[:1]) * 2)
    ]
    assert complaints == ["this line is blank\n", "the id 'd1' stands on a line before\n"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\r\n \t\n"])
def test_ends_of_lines_and_blank_lines_at_the_end_do_not_matter(run, end):
    plain = run(written(POOL), written(QUERIES), "--top", "2")
    assert plain[0] == 0
    ended = [written(lines).removesuffix("\n").replace("\n", "\r\n") + end for lines in (POOL, QUERIES)]
    assert run(*ended, "--top", "2") == plain


def test_a_query_may_have_the_id_of_a_text(run):
    assert run(written(POOL), written(POOL), "--top", "1")[0] == 0


def test_a_bad_query_is_named_before_anything_is_answered(run):
    code, answers, complaint = run(written(POOL), written(QUERIES) + "x\n", "--top", "2")
    assert (code, answers) == (BAD_INPUT, [])
    assert "queries: line 4: " in complaint


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{}", id="nothing in it"),
        pytest.param("[", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param(shipped_with(documents="x"), id="a word for a figure"),
        pytest.param(shipped_with(frequencies=None), id="no frequencies"),
        pytest.param(shipped_with(frequencies={"w:port": -1}), id="less than none"),
        pytest.param(shipped_with(thresholds=[]), id="a list of thresholds"),
        pytest.param(shipped_with(weights={}), id="no weights"),
        pytest.param(None, id="no file"),
    ],
)
def test_what_is_no_generation_is_refused(run, tmp_path, content):
    path = tmp_path / "generation"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    code, answers, complaint = run(written(POOL), written(QUERIES), "--top", "2", "--generation", str(path))
    assert (code, answers, str(path) in complaint) == (BAD_INPUT, [], True)


def test_a_generation_of_another_thesaurus_is_refused(run, tmp_path, generation):
    path = tmp_path / "generation"
    path.write_text(json.dumps(generation.as_dict()), encoding="utf-8")
    code, _answers, complaint = run(written(POOL), written(QUERIES), "--top", "2", "--generation", str(path))
    assert (code, "another thesaurus" in complaint) == (BAD_INPUT, True)


@pytest.mark.parametrize("top", ["0", "-1", "some"])
def test_so_many_cannot_be_the_best(run, capsys, top):
    with pytest.raises(SystemExit) as stopped:
        run(written(POOL), written(QUERIES), "--top", top)
    assert (stopped.value.code, f"'{top}' is no number from 1 on" in capsys.readouterr().err) == (
        BAD_INPUT,
        True,
    )


def test_an_empty_pool_has_nothing_to_say(run):
    assert run("", written(QUERIES[:1]), "--top", "3") == (0, [{"query": "q1", "ranking": []}], "")


@settings(max_examples=40, deadline=None)
@given(pool=st.permutations((*POOL, replace(POOL[0], id="d10"))), top=st.integers(1, 4))
def test_the_order_of_the_pool_changes_no_ranking(thesaurus, generation, pool, top):
    """Also where equal scores stand at the cut: ids are strings, d10 comes before d6."""
    found = ranked(pool, QUERIES, thesaurus, generation, top)
    assert found == {
        query: rows[:top]
        for query, rows in ranked(sorted(pool, key=attrgetter("id")), QUERIES, thesaurus, generation).items()
    }
    assert [row["id"] for row in found["q1"]][:3] == ["d1", "d10", "d6"][:top]


def test_texts_that_share_nothing_are_left_out_and_equal_ones_go_by_id(thesaurus, generation):
    found = ranked(POOL, QUERIES, thesaurus, generation)
    assert [row["id"] for row in found["q1"]][:2] == ["d1", "d6"]
    assert found["q1"][0]["score"] == found["q1"][1]["score"]
    assert "d5" not in [row["id"] for row in found["q1"]]
    assert found["q2"] == []
    assert min(row["score"] for rows in found.values() for row in rows) > 0


@settings(max_examples=40, deadline=None)
@given(pool=st.permutations(POOL), queries=st.permutations(QUERIES), kept=st.integers(1, len(POOL)))
def test_a_score_depends_on_its_pair_alone(thesaurus, generation, pool, queries, kept):
    whole = ranked(POOL, QUERIES, thesaurus, generation)
    scores = {(query, row["id"]): row["score"] for query, rows in whole.items() for row in rows}
    for query, rows in ranked(pool[:kept], queries[:2], thesaurus, generation).items():
        assert {row["id"]: row["score"] for row in rows} == {
            line.id: scores[query, line.id] for line in pool[:kept] if (query, line.id) in scores
        }
