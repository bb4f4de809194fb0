"""XML from a stranger: no entities, no depth without end, nothing fetched."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_DEPTH = 100


class UnsafeXml(ValueError):
    """The document is broken, declares entities, or nests too deep."""


def parsed_xml(data: bytes) -> Element:
    """The root element; names with a namespace are written `{namespace}name`.

    A document type may be named, as PubMed does, but it is not read; entities other than the five
    of XML itself are refused where they are declared and left out where they are used.

    Raises:
        UnsafeXml: it cannot or must not be read.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnsafeXml(f"its elements are nested deeper than {MAX_DEPTH}")
        builder.start(_name(name), {_name(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(name))

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data, True)  # noqa: FBT003  expat takes it by position only
    except UnsafeXml:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnsafeXml(str(error)) from error
    return builder.close()


def text_within(element: Element | None) -> str:
    """All text of an element and of what stands in it, with single spaces; empty for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _refuse_entity(name: str, *_: object) -> None:
    raise UnsafeXml(f"it declares the entity {name[:40]!r}")
