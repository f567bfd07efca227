import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.core.shortlist import HIGHEST, LOWEST, Shortlist, open_list, pack_columns, read_entries

STEPS = st.lists(st.tuples(st.sampled_from(["come", "go"]), st.integers(0, 30)), max_size=80)


@given(STEPS)
def test_a_list_holds_the_best_of_all_who_came_and_did_not_go(steps):
    """Keys are a mix of the numbers, so that they come in no order; a short list is filled anew."""
    present: dict[int, int] = {}
    kept = Shortlist(depth=3, buffer=6)
    for step, pk in steps:
        if step == "come" and pk not in present:
            present[pk] = pk * 17 % 31
            kept = kept.with_entry(present[pk], pk)
        elif step == "go" and pk in present:
            del present[pk]
            kept = kept.without(pk)
        best = sorted(((key, pk) for pk, key in present.items()), reverse=True)
        if kept.is_short:
            kept = Shortlist(tuple(best[:6]), len(best) <= 6, depth=3, buffer=6)
        assert kept.entries == tuple(best[: len(kept.entries)])
        assert kept.canonical == tuple(pk for _, pk in best[:3])
        assert not kept.is_complete or len(kept.entries) == len(best)


def test_anyone_enters_a_complete_list_and_only_a_better_one_enters_another():
    full = open_list([(key, key) for key in range(50, 10, -1)], is_complete=True)
    longer = full.with_entry(5, 5)
    assert (longer.entries, longer.is_complete) == (full.entries, False)
    assert (full.bar, longer.bar) == (LOWEST, 11)
    assert longer.with_entry(11, 7) is longer
    assert (longer.with_entry(60, 60).entries[0], longer.with_entry(60, 60).last) == ((60, 60), 12)


def test_entries_come_back_as_they_were_stored():
    kept = open_list([((1 << 62) + 3, 2_000_000_000), (7, 1)], is_complete=False)
    assert tuple(read_entries(kept.to_bytes())) == kept.entries
    keys, pks = (np.array(column) for column in zip(*kept.entries, strict=True))
    assert pack_columns(keys, pks) == kept.to_bytes()
    assert read_entries(Shortlist().to_bytes()) == []
    assert Shortlist().last == HIGHEST
