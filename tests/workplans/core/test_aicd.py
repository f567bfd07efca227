from workplans.core.document import ActivityRow, Node, NodeKind
from workplans.core.layouts import read_document


def test_the_published_plan_has_the_counts_that_were_taken_by_hand(seeds, expected):
    assert read_document(seeds["aicd"]).counts == expected["aicd"]


def test_the_published_measures_are_numbered_under_the_objective(seeds):
    nodes = read_document(seeds["aicd"]).nodes
    assert [(node.code, node.parent, node.kind, node.position) for node in nodes] == [
        ("0", "", NodeKind.OBJECTIVE, 1),
        *((str(number), "0", NodeKind.MEASURE, number) for number in range(1, 6)),
    ]


def test_each_published_result_has_two_paragraphs_and_a_timetable(seeds):
    measures = read_document(seeds["aicd"]).nodes[1:]
    assert [len(measure.rows[0].expected_results.split("\n\n")) for measure in measures] == [2] * 5
    assert ["202" in measure.rows[0].timetable for measure in measures] == [True] * 5


def test_a_table_becomes_an_objective_and_its_measures(samples):
    document = read_document(samples["aicd"])
    assert document.nodes == (
        Node("0", "", NodeKind.OBJECTIVE, 1, "Mieux travailler"),
        Node(
            "1",
            "0",
            NodeKind.MEASURE,
            1,
            "Première mesure",
            (ActivityRow(1, expected_results="Résultat\n\net suite", timetable="Avant mai"),),
        ),
        Node(
            "2",
            "0",
            NodeKind.MEASURE,
            2,
            "Deuxième mesure",
            (ActivityRow(1, expected_results="Autre résultat", timetable="Avant juin"),),
        ),
    )
    assert (document.plan_code, document.notes) == ("aicd-wg7-2031", ("À revoir",))


def test_a_fourth_cell_is_reported(samples):
    text = samples["aicd"].decode().replace("\tAvant mai", "\tAvant mai\n\tDe trop")
    document = read_document(text.encode())
    assert [line.text for line in document.unplaced] == ["De trop"]


def test_a_measure_without_cells_has_no_row(samples):
    text = samples["aicd"].decode().replace("\tAutre résultat\n\tAvant juin", "")
    document = read_document(text.encode())
    assert document.nodes[-1] == Node("2", "0", NodeKind.MEASURE, 2, "Deuxième mesure")
    assert document.counts["cells_in_measure_rows"] == 3


def test_a_number_used_twice_leaves_the_second_measure_unplaced(samples):
    document = read_document(samples["aicd"].replace(b"\t2. ", b"\t1. "))
    assert [node.code for node in document.nodes] == ["0", "1"]
    assert [line.text for line in document.unplaced] == [
        "1. Deuxième mesure",
        "Autre résultat",
        "Avant juin",
    ]
