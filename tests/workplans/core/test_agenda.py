from workplans.core.layouts import read_document


def test_the_published_agenda_has_the_counts_that_were_taken_by_hand(seeds, expected):
    wanted = expected["agenda"]
    under = wanted["bullets_under_theme"]
    assert read_document(seeds["agenda"]).counts == {
        "sections": len(wanted["sections_in_order"]),
        "section_letters": len(set(wanted["sections_in_order"])),
        "themes": wanted["themes"],
        "theme_1_points": under["1"],
        "theme_2_points": under["2"]["points"],
        "theme_2_priority_areas": under["2"]["priority_areas"],
        "theme_3_points": under["3"]["points"],
        "theme_3_priority_areas": under["3"]["priority_areas"],
        "priority_areas_distinct": wanted["priority_areas_distinct"],
        "purposes": wanted["purposes"],
        "expected_results": wanted["expected_results"],
        "meeting_days": wanted["meeting_days"],
        "day_1_items": wanted["items_per_day"]["1"],
        "day_2_items": wanted["items_per_day"]["2"],
        "bullet_marks": wanted["bullet_marks"],
    }


def test_an_agenda_is_understood_but_has_nothing_to_import(samples):
    document = read_document(samples["agenda"])
    assert (document.nodes, document.plan_code, document.is_plan) == ((), "", False)
    assert document.counts == {
        "sections": 5,
        "section_letters": 4,
        "themes": 1,
        "theme_1_points": 2,
        "theme_1_priority_areas": 2,
        "priority_areas_distinct": 2,
        "purposes": 1,
        "expected_results": 2,
        "meeting_days": 1,
        "day_1_items": 1,
        "bullet_marks": 7,
    }


def test_prose_and_asides_are_kept(samples):
    document = read_document(samples["agenda"])
    assert (document.imprint, document.introduction, document.notes) == (
        "Réunion virtuelle",
        "Un peu de contexte.",
        ("Une remarque en marge",),
    )


def test_a_section_of_another_kind_is_reported(samples):
    text = samples["agenda"].decode().replace("C. BUT", "C. DINER")
    document = read_document(text.encode())
    assert [line.text for line in document.unplaced] == ["· Décider"]
