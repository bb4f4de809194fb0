"""XML that a stranger sends is read without doing what it says."""

import contextlib
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.reading.xml import MAX_DEPTH, UnsafeXml, parsed_xml, text_within

BOMB = (
    b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;">]><a>&z;</a>'
)


def test_names_keep_their_namespace_and_text_its_place() -> None:
    root = parsed_xml(b'<f xmlns="urn:a" xmlns:b="urn:b"><b:t b:k="v">x <i>y</i>\n z</b:t></f>')
    assert root.tag == "{urn:a}f"
    [child] = list(root)
    assert (child.tag, child.get("{urn:b}k")) == ("{urn:b}t", "v")
    assert text_within(child) == "x y z"
    assert text_within(root.find("nothing")) == ""


@pytest.mark.parametrize(
    "document",
    [
        BOMB,
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]><a/>',
    ],
)
def test_a_document_that_declares_entities_is_refused(document: bytes) -> None:
    with pytest.raises(UnsafeXml, match="declares the entity"):
        parsed_xml(document)


def test_a_document_type_alone_is_not_fetched_and_does_no_harm() -> None:
    document = b'<!DOCTYPE Set PUBLIC "-//NLM//DTD" "https://dtd.example/x.dtd"><Set>a&amp;b</Set>'
    assert parsed_xml(document).text == "a&b"


def test_an_entity_of_an_unread_document_type_is_left_out() -> None:
    assert text_within(parsed_xml(b'<!DOCTYPE a SYSTEM "a.dtd"><a>x&nbsp;y</a>')) == "xy"


def test_nesting_has_an_end() -> None:
    assert parsed_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).tag == "a"
    with pytest.raises(UnsafeXml, match="nested deeper"):
        parsed_xml(b"<a>" * (MAX_DEPTH + 1))


@pytest.mark.parametrize(
    "document",
    [b"", b"no xml", b"<a>", b"<a></b>", b'<?xml version="1.0" encoding="x-none"?><a/>', b"\xff"],
)
def test_what_is_no_document_is_refused(document: bytes) -> None:
    with pytest.raises(UnsafeXml):
        parsed_xml(document)


@given(st.binary(max_size=200) | st.text(alphabet='<>/!?&;a"= [', max_size=80).map(str.encode))
def test_any_bytes_give_a_tree_or_the_one_error(document: bytes) -> None:
    with contextlib.suppress(UnsafeXml):
        assert isinstance(parsed_xml(document), Element)


letters = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)


@given(letters, letters)
def test_what_was_written_is_read(text: str, value: str) -> None:
    written = Element("a", {"k": value})
    written.text = text
    read = parsed_xml(tostring(written))
    assert (read.text or "", read.get("k")) == (text, value)
