"""Pictures of documents: named where a caption stands beside them, with the file and the place."""

import io
import struct
import zipfile
import zlib

import pytest
from documents.made import with_part
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from wellread.reading.apart import clean_apart
from wellread.reading.captions import caption_of
from wellread.reading.docx import read_docx
from wellread.reading.images import MAX_IMAGES, with_addresses
from wellread.reading.pdf import read_pdf
from wellread.reading.raster import is_picture, size_of
from wellread.sources import PageImage

BEFORE = "The tram of Ellmouth has run along the harbour since 1921, in all weathers."
CAPTION = "Figure 3: Passengers a year."
FILE = "file:///docs/tram.pdf"


def png(width: int = 200, height: int = 100) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    dots = zlib.compress((b"\x00" + b"\x80" * width) * height)
    marks = (chunk(b"IHDR", head), chunk(b"IDAT", dots), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(marks)


def word(*blocks: str | bytes) -> bytes:
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            document.add_picture(io.BytesIO(block))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*, caption: str = CAPTION, picture_at: int | None = 400, side: int = 200) -> bytes:
    """Two pages; on the second a caption at the height of 380 points, with a picture above it."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 780, BEFORE)
    canvas.showPage()
    canvas.drawString(60, 780, "The second page tells of its passengers and of their years.")
    if picture_at is not None:
        canvas.drawImage(ImageReader(io.BytesIO(png(side, side))), 60, picture_at, 200, 100)
    canvas.drawString(60, 380, caption)
    canvas.drawString(60, 100, "An afterword that says a little more.")
    canvas.save()
    return out.getvalue()


def named(images: tuple[PageImage, ...]) -> list[tuple[str, str]]:
    return [(each.address, each.caption) for each in with_addresses(images, FILE)]


def test_a_pdf_s_picture_is_named_by_the_caption_beside_it_with_file_and_page() -> None:
    clean = read_pdf(pdf())
    assert named(clean.images) == [(f"{FILE}#page=2", CAPTION)]
    assert clean.text[clean.images[0].start :].startswith(CAPTION)


@pytest.mark.parametrize(
    "body",
    [
        pdf(picture_at=None),
        pdf(picture_at=650),
        pdf(side=20),
        pdf(caption="Figure 3 shows the passengers of each year."),
    ],
    ids=["no picture", "far away", "an icon", "a sentence"],
)
def test_a_caption_without_a_picture_beside_it_names_none(body: bytes) -> None:
    assert read_pdf(body).images == ()


@pytest.mark.parametrize(
    "blocks", [(BEFORE, png(), CAPTION, "More."), (BEFORE, CAPTION, png(), "More.")]
)
def test_a_word_file_s_picture_is_named_by_the_caption_below_or_above_it(
    blocks: tuple[str | bytes, ...],
) -> None:
    clean = read_docx(word(*blocks))
    assert named(clean.images) == [(f"{FILE}#picture=1", CAPTION)]
    assert clean.text[clean.images[0].start :].startswith(CAPTION)


def test_a_word_file_s_pictures_are_numbered_as_they_stand_and_bounded() -> None:
    many = [block for n in range(MAX_IMAGES + 5) for block in (png(), f"Fig. {n}: Stop {n}.")]
    images = read_docx(word(BEFORE, *many)).images
    assert [each.address for each in images] == [f"#picture={n + 1}" for n in range(MAX_IMAGES)]


@pytest.mark.parametrize(
    "part",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        png(20, 20),
        png(100_000, 1)[:16] + struct.pack(">II", 100_000, 100_000),
        b"\x89PNG\r\n\x1a\n",
        b"",
    ],
    ids=["a drawing with a script", "an icon", "a bomb", "cut off", "empty"],
)
def test_what_is_called_a_picture_and_is_none_is_not_named(part: bytes) -> None:
    body = with_part(word(BEFORE, png(), CAPTION), "word/media/image1.png", part)
    clean = read_docx(body)
    assert clean.images == ()
    assert CAPTION in clean.text


def test_a_picture_outside_of_the_file_is_neither_opened_nor_named() -> None:
    body = word(BEFORE, png(), CAPTION)
    linked = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/image" Target="http://127.0.0.1:9/t.png" '
        b'TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        text = package.read("word/document.xml").decode()
    at = text.index("r:embed=")
    text = text[:at] + 'r:link="rId9"' + text[text.index('"', at + 9) + 1 :]
    body = with_part(body, "word/document.xml", text.encode())
    clean = read_docx(with_part(body, "word/_rels/document.xml.rels", linked))
    assert clean.images == ()
    assert CAPTION in clean.text


def test_pictures_come_back_from_the_process_that_reads_apart() -> None:
    clean = clean_apart(pdf(), "application/pdf", None, "tram.pdf")
    assert named(clean.images) == [(f"{FILE}#page=2", CAPTION)]


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("Figure 3: Passengers. They rose.", "Figure 3: Passengers."),
        ("Fig. 2.1 – The harbour", "Fig. 2.1 – The harbour"),
        ("Abbildung 4. Fahrgäste im Jahr", "Abbildung 4. Fahrgäste im Jahr"),
        ("图3：电车的乘客。后来增加。", "图3：电车的乘客。"),  # noqa: RUF001 - Chinese
        ("Figure 3 shows passengers.", ""),
        ("Figures 3: x", ""),
        ("Figure 3:", ""),
        ("See Figure 3: x", ""),
    ],
)
def test_a_caption_begins_with_its_number_and_ends_with_its_sentence(
    text: str, caption: str
) -> None:
    assert caption_of(text) == caption


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (png(200, 100), (200, 100)),
        (b"GIF89a" + struct.pack("<HH", 80, 70), (80, 70)),
        (b"BM" + bytes(16) + struct.pack("<ii", 90, -80), (90, 80)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x50\x00\x60", (96, 80)),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x63\0\0\x4f\0\0", (100, 80)),
        (b"<svg/>", None),
    ],
)
def test_a_picture_s_size_is_told_from_its_first_bytes(
    head: bytes, size: tuple[int, int] | None
) -> None:
    assert size_of(head) == size


_MARKS = st.sampled_from(
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF....WEBP", b"BM", b""]
)


@given(_MARKS, st.binary(max_size=64))
def test_no_bytes_are_a_reason_to_fail(mark: bytes, rest: bytes) -> None:
    assert is_picture(mark + rest) in {True, False}
