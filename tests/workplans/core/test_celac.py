from collections import Counter

from workplans.core.document import Node, NodeKind, UnplacedLine
from workplans.core.layouts import read_document


def names(document, kind):
    return {node.code: node.name for node in document.nodes if node.kind is kind}


def test_the_published_plan_has_the_counts_that_were_taken_by_hand(seeds, expected):
    document = read_document(seeds["celac"])
    wanted = expected["celac"]
    assert document.counts == {
        "axes": wanted["axes"],
        "objectives": wanted["objectives"],
        "strategies": wanted["strategies"],
        "introductory_paragraphs": wanted["introductory_paragraphs"],
    }
    assert Counter(node.kind for node in document.nodes) == {
        NodeKind.AXIS: 15,
        NodeKind.OBJECTIVE: 15,
        NodeKind.STRATEGY: 60,
    }
    assert len(document.placed) + len(document.noise) == wanted["non_blank_lines"]


def test_the_published_axes_keep_their_titles_with_their_slips(seeds, expected):
    document = read_document(seeds["celac"])
    assert names(document, NodeKind.AXIS) == expected["celac"]["axis_titles"]


def test_each_published_axis_has_its_strategies_under_its_objective(seeds, expected):
    document = read_document(seeds["celac"])
    parents = Counter(node.parent for node in document.nodes if node.kind is NodeKind.STRATEGY)
    assert parents == {f"{axis}.0": count for axis, count in expected["celac"]["strategies_per_axis"].items()}


def test_only_the_two_dashes_of_the_published_plan_are_noise(seeds):
    assert read_document(seeds["celac"]).noise == (
        UnplacedLine(34, "--"),
        UnplacedLine(155, "--"),
    )


def test_an_objective_in_tags_loses_the_tags(seeds):
    objective = names(read_document(seeds["celac"]), NodeKind.OBJECTIVE)["2.0"]
    assert (objective[:14], objective[-8:]) == ("Perfectionner ", "l'espace")


def test_axes_objectives_and_strategies_form_a_tree(samples):
    document = read_document(samples["celac"])
    assert document.nodes == (
        Node("1", "", NodeKind.AXIS, 1, "EAU POTABLE"),
        Node("1.0", "1", NodeKind.OBJECTIVE, 1, "Partager les réseaux"),
        Node("1.1", "1.0", NodeKind.STRATEGY, 1, "Relier deux bassins : le nord ; le sud"),
        Node("1.2", "1.0", NodeKind.STRATEGY, 2, "Former les techniciens"),
        Node("2", "", NodeKind.AXIS, 2, "TRANSPORT AERIEN"),
        Node("2.0", "2", NodeKind.OBJECTIVE, 1, "Ouvrir des lignes"),
        Node("2.1", "2.0", NodeKind.STRATEGY, 1, "Signer un accord"),
    )
    assert (document.plan_code, document.introduction) == (
        "celac-2031",
        "La présidence de la CELAC propose ce qui suit.",
    )


def test_an_axis_that_has_lost_its_heading_is_not_added_to_the_one_before(samples):
    text = samples["celac"].decode().replace("2. TRANSPORT AERIEN", "")
    document = read_document(text.encode())
    assert [node.code for node in document.nodes] == ["1", "1.0", "1.1", "1.2"]
    assert [line.text for line in document.unplaced] == [
        "Objectifs : Ouvrir des lignes",
        "Stratégie : Signer un accord",
    ]


def test_a_heading_printed_twice_opens_one_axis(samples):
    text = (
        samples["celac"].decode().replace("2. TRANSPORT AERIEN", "2. TRANSPORT AERIEN\n\n2. TRANSPORT AERIEN")
    )
    document = read_document(text.encode())
    assert document.nodes == read_document(samples["celac"]).nodes
    assert [line.text for line in document.noise] == ["--", "2. TRANSPORT AERIEN"]


def test_a_number_used_for_two_axes_leaves_the_second_unplaced(samples):
    document = read_document(samples["celac"].replace(b"2. TRANSPORT", b"1. TRANSPORT"))
    assert [node.code for node in document.nodes] == ["1", "1.0", "1.1", "1.2"]
    assert len(document.unplaced) == 3


def test_a_paragraph_before_the_label_is_reported(samples):
    text = samples["celac"].decode().replace("Stratégies : Relier", "Relier")
    document = read_document(text.encode())
    assert [line.text for line in document.unplaced] == [
        "Relier deux bassins : le nord ; le sud",
        "Former les techniciens",
    ]


def test_strategies_without_an_objective_hang_on_the_axis(samples):
    text = samples["celac"].decode().replace("Objectifs : Ouvrir des lignes", "")
    document = read_document(text.encode())
    assert document.nodes[-1] == Node("2.1", "2", NodeKind.STRATEGY, 1, "Signer un accord")
