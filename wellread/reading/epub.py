"""E-books: the chapters of an EPUB in the order of reading."""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from wellread.errors import PageError
from wellread.reading.clean import CleanText, checked, iso_date, one_line, unread
from wellread.reading.html import read_html
from wellread.reading.packages import opened, part_of
from wellread.reading.xml import UnsafeXml, parsed_xml, text_within

MEDIA_TYPE = "application/epub+zip"
_PAGES = ("application/xhtml+xml", "text/html")


def read_epub(body: bytes) -> CleanText:
    """All chapters as one text.

    Raises:
        PageError: `unreadable`, `refused` where it is locked to a reader, `too_large`, `empty`.
    """
    with opened(body) as package:
        root = _xml(package, "META-INF/container.xml")
        place = next((each.get("full-path", "") for each in _all(root, "rootfile")), "")
        book = _xml(package, place)
        chapters = list(_chapters(package, book, posixpath.dirname(place)))
    authors = [one_line(text_within(each), 80) for each in _all(book, "creator")]
    clean = CleanText(
        title=one_line(next((text_within(each) for each in _all(book, "title")), "")),
        author="; ".join(authors[:12]),
        published=next((iso_date(text_within(each)) for each in _all(book, "date")), ""),
        text="\n\n".join(chapters),
        media_type=MEDIA_TYPE,
    )
    return checked(clean, "the e-book")


def _chapters(package: zipfile.ZipFile, book: Element, folder: str) -> Iterator[str]:
    locked = _locked_parts(package)
    pages = {
        each.get("id"): posixpath.normpath(posixpath.join(folder, unquote(each.get("href", ""))))
        for each in _all(book, "item")
        if each.get("media-type") in _PAGES
    }
    for item in _all(book, "itemref"):
        name = pages.get(item.get("idref"))
        if name is None:
            continue
        if name in locked:
            raise unread("the e-book is locked to a reader: save it without", "refused")
        try:
            yield read_html(part_of(package, name), "utf-8").text
        except PageError as error:
            if error.cause_kind != "empty":
                raise


def _locked_parts(package: zipfile.ZipFile) -> set[str]:
    if "META-INF/encryption.xml" not in package.namelist():
        return set()
    marks = _all(_xml(package, "META-INF/encryption.xml"), "CipherReference")
    return {unquote(each.get("URI", "")) for each in marks}


def _xml(package: zipfile.ZipFile, name: str) -> Element:
    try:
        return parsed_xml(part_of(package, name))
    except UnsafeXml as error:
        raise unread(f"the e-book is damaged: {error}", "unreadable") from error


def _all(root: Element, name: str) -> list[Element]:
    return [each for each in root.iter() if each.tag.rpartition("}")[2] == name]
