"""What README.md names is there."""

import re

import pytest

from cooperanet.embedded.state import PROJECT

README = (PROJECT / "README.md").read_text()
QUOTED = re.findall(r"`([^`\n]+)`", README)
# An address of the portal, what only a run makes, a pattern.
NO_PATHS = re.compile(r"/\w+z|\.state/|.*[<*:].*|smtp.*")


@pytest.mark.parametrize("path", sorted({word for word in QUOTED if "/" in word and " " not in word}))
def test_each_path_exists(path):
    assert NO_PATHS.fullmatch(path) or (PROJECT / path).exists()


@pytest.mark.parametrize("words", sorted({word for word in QUOTED if word.startswith("make ")}))
def test_each_command_is_a_target(words):
    targets = re.findall(r"^([a-z.-][a-z .-]*):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert words.split()[1] in " ".join(targets).split()


@pytest.mark.parametrize("name", ["TRANSITIONS", "ACTION_LABELS", "CRITERIA", "_TOLD"])
def test_each_table_is_where_it_is_said_to_be(name):
    place = re.search(rf"`{name}` (?:of|in) `([^`]+)`", README)[1]
    assert re.search(rf"^{name}\b", (PROJECT / place).read_text(), re.MULTILINE)
