from workplans.core.layouts import read_document


def test_the_published_programme_has_the_counts_that_were_taken_by_hand(seeds, expected):
    wanted = expected["dialogue"]
    assert read_document(seeds["dialogue"]).counts == {
        "actor_groups": wanted["actor_groups"],
        "representatives_per_group": wanted["representatives_per_group"],
        "virtual_forums": wanted["virtual_forums"],
        "policy_round_tables": wanted["policy_round_tables"],
        "consultation_meetings": wanted["consultation_meetings"],
        "forums": wanted["forums_10_12_april"],
        "footnotes": wanted["footnotes"],
    }


def test_figures_in_words_are_read_and_missing_ones_are_not_invented(samples):
    document = read_document(samples["dialogue"])
    assert document.counts == {
        "actor_groups": 3,
        "representatives_per_group": 2,
        "forums": 1,
        "footnotes": 1,
    }


def test_footnotes_are_kept_apart_from_the_prose(samples):
    document = read_document(samples["dialogue"])
    assert document.title == "RENCONTRE LES GOUVERNEMENTS ET LES ACTEURS SOCIAUX"
    assert document.notes == ("Une note",)
    assert document.introduction.endswith("a. Un forum")
