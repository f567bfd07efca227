import pytest

from vocabulary.core.skos import LARGEST_FILE, SkosUnreadable, read_skos, write_skos
from vocabulary.core.thesaurus import Concept

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <https://terms.example.org/water/> .
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="https://terms.example.org/water/well"><skos:prefLabel xml:lang="en">well</skos:prefLabel></skos:Concept>
</rdf:RDF>"""


def read(body, form="turtle"):
    return read_skos((HEAD + body).encode(), form=form)


def test_labels_links_and_matches_are_read():
    file = read(
        ':well a skos:Concept ; skos:notation "W 12" ; skos:prefLabel "well"@en, "poço"@pt-BR ;'
        ' skos:altLabel "pozo de agua"@es-419 ; skos:hiddenLabel "wel"@en ; skos:broader :source ;'
        " skos:exactMatch <https://other.example.org/1> ."
        ' :source a skos:Concept ; skos:prefLabel "source"@en ; skos:narrower :spring .'
        ' :spring a skos:Concept ; skos:prefLabel "spring"@en .'
    )
    source, spring, well = sorted(file.concepts, key=lambda concept: concept.address)
    assert (well.code, well.labels) == (
        "w-12",
        {"en": ("well", "wel"), "es": ("pozo de agua",), "fr": (), "pt": ("poço",)},
    )
    assert (well.broader, spring.broader) == ({source.address}, {source.address})
    assert (well.same, source.code, file.notes) == ({"https://other.example.org/1"}, "source", [])


def test_what_cannot_be_placed_is_told():
    file = read(
        ':well a skos:Concept ; skos:prefLabel "well"@en, "Brunnen"@de, "no language" .'
        ' [] a skos:Concept ; skos:prefLabel "nameless"@en .'
        ' :old a skos:Concept ; owl:deprecated true ; skos:prefLabel "old"@en . :else skos:broader :well .'
    )
    place = "https://terms.example.org/water/"
    assert [concept.code for concept in file.concepts] == ["well"]
    assert sorted(file.notes) == [
        "a concept without an address is left out",
        f"{place}else: is below {place}well, but is no concept of the file",
        f"{place}old: deprecated, left out",
        f"{place}well: 1 labels in de are left out",
        f"{place}well: 1 labels in no language are left out",
    ]


def test_what_nobody_sees_and_no_database_takes_is_left_out():
    file = read_skos(
        (
            HEAD
            + r':a a skos:Concept ; skos:prefLabel "agro\u0000zorbic\uD800 seed\u202E s"@en ;'
            + r" skos:exactMatch <http://ex.org/s\u0000>, <http://ex.org/t> ; skos:broader <http://ex.org/b\uD800> ."
            + r' <http://ex.org/fo\u0000o> a skos:Concept ; skos:prefLabel "food"@en .'
        ).encode(),
        form="turtle",
    )
    assert [(one.labels["en"], one.same, one.broader) for one in file.concepts] == [
        (("agro zorbic seed s",), {"http://ex.org/t"}, {"http://ex.org/b "})
    ]
    assert file.notes == ["http://ex.org/fo o: an address holds no such characters, left out"]


def test_rdf_xml_is_read_too():
    assert [concept.code for concept in read_skos(XML.encode(), form="xml").concepts] == ["well"]


BOMB = XML.replace("<rdf:RDF", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rdf:RDF').replace(
    ">well<", ">&b;<"
)
OUTSIDE = XML.replace("<rdf:RDF", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rdf:RDF').replace(
    ">well<", ">&f;<"
)


@pytest.mark.parametrize(
    ("content", "form", "said"),
    [
        pytest.param(b"", "turtle", "it is empty", id="empty"),
        pytest.param(b" \n", "xml", "it is empty", id="blank"),
        pytest.param(b"\x89PNG\r\n\x1a\n\xff\xd8", "turtle", "not written in UTF-8", id="a picture"),
        pytest.param(b"PK\x03\x04\x00\x00", "turtle", "a binary file", id="a packed file"),
        pytest.param(HEAD.encode("utf-16"), "turtle", "not written in UTF-8", id="another encoding"),
        pytest.param(b"x" * (LARGEST_FILE + 1), "turtle", "larger than 30 MB", id="too large"),
        pytest.param(b"<html><p>Not found</html>", "turtle", "cannot be read as turtle", id="a web page"),
        pytest.param(b"code,en\nport,port\n", "turtle", "cannot be read as turtle", id="a table"),
        pytest.param(HEAD.encode(), "turtle", "no skos:Concept", id="only prefixes"),
        pytest.param(
            (HEAD + ':a a skos:Concept ; skos:prefLabel "x').encode(), "turtle", "cannot be read", id="cut"
        ),
        pytest.param(b"<a> <b> " + b"[ <c> " * 5_000, "turtle", "cannot be read as turtle", id="deep"),
        pytest.param(b"not xml", "xml", "cannot be read as xml", id="not XML"),
        pytest.param(XML[:-12].encode(), "xml", "cannot be read as xml", id="XML, cut"),
        pytest.param(BOMB.encode(), "xml", "document type or entities", id="entities that grow"),
        pytest.param(OUTSIDE.encode(), "xml", "document type or entities", id="entities of a file"),
        pytest.param(XML.replace("UTF-8", "cp037").encode(), "xml", "encoding 'cp037'", id="hidden encoding"),
    ],
)
def test_what_is_no_skos_file_is_refused_with_a_reason(content, form, said):
    with pytest.raises(SkosUnreadable, match=said):
        read_skos(content, form=form)


def test_what_is_written_is_read_back():
    base = "https://portal.example.org/thesaurus/"
    well = Concept(
        code="well",
        labels={"en": ("well", 'deep "well"'), "es": (), "fr": ("puits",), "pt": ("poço",)},
        themes=("water",),
        broader=("source",),
        goals=(6,),
        sectors=("140",),
    )
    source = Concept(code="source", labels={"en": ("source",), "es": (), "fr": (), "pt": ()})
    text = write_skos([(well, ["https://other.example.org/1"]), (source, [])], base=base)
    _, back = sorted(read_skos(text.encode(), form="turtle").concepts, key=lambda concept: concept.address)
    assert (back.code, back.labels, back.broader) == (
        "well",
        {"en": ("well", 'deep "well"'), "es": (), "fr": ("puits",), "pt": ("poço",)},
        {f"{base}source"},
    )
    assert (back.themes, back.goals, back.sectors, back.same) == (
        {"water"},
        {6},
        {"140"},
        {"https://other.example.org/1"},
    )
