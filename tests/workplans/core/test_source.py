import pytest

from workplans.core.document import UnplacedLine, UnreadableDocument
from workplans.core.source import MAX_BYTES, Source, decode, paragraphs, squash


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"", "empty", {}),
        (b" \n\t\r\n", "empty", {}),
        (b"\xef\xbb\xbf", "empty", {}),
        ("\u00a0\n".encode(), "empty", {}),
        (b"PK\x03\x04\x00\x00", "binary", {}),
        (b"\x89PNG\r\n\x1a\n\x00", "binary", {}),
        ("plan".encode("utf-16"), "binary", {}),
        (b"plan\x1b[31m", "binary", {}),
        ("Stratégie".encode("latin-1"), "not_utf8", {"offset": 5}),
        (
            b"x" * (MAX_BYTES + 1),
            "too_large",
            {"size": MAX_BYTES + 1, "limit": MAX_BYTES},
        ),
        (b"\x00" * 50_000_000, "too_large", {"size": 50_000_000, "limit": MAX_BYTES}),
    ],
)
def test_what_is_no_plain_text_is_refused_with_its_reason(data, code, params):
    with pytest.raises(UnreadableDocument) as refused:
        decode(data)
    assert (refused.value.code, refused.value.params) == (code, params)
    assert str(refused.value) == UnreadableDocument.MESSAGES[code] % params


def test_five_million_bytes_are_still_read():
    assert len(decode(b"x" * MAX_BYTES)) == MAX_BYTES


def test_non_breaking_spaces_are_white_space():
    assert squash(" 1\u00a0000 \u202f$ ") == "1 000 $"


def test_paragraphs_keep_line_breaks_and_join_at_blank_lines():
    assert paragraphs(Source("\n\na\nb\n\n\n\nc\n\u00a0\n").lines) == "a\nb\n\nc"


def test_a_line_is_accounted_for_once():
    source = Source("one\n\n- 3 -\ntwo\nthree\n<p></p>")
    one, two = source.lines[0], source.lines[3]
    source.place([one])
    source.discard([one, two])
    source.place([two])
    assert source.placed == (1,)
    assert source.noise == (
        UnplacedLine(3, "- 3 -"),
        UnplacedLine(4, "two"),
        UnplacedLine(6, "<p></p>"),
    )
    assert source.unplaced == (UnplacedLine(5, "three"),)
