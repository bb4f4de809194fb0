"""Damaged and hostile files for every reader: none may hang, eat memory or raise an untyped error.

    python -m bench.fuzz --seconds 300 --seed 1

For so long files are read that are sound ones with bytes changed, cut or repeated, parts of
packages exchanged, and made attacks: bombs, deep nesting, endless lines. For as long again
Hypothesis puts texts together from the marks of each format. They are read as a folder's documents
are, and what is read must keep what readers promise.
"""

import argparse
import io
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from documents import made
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.markdown import stamp, table
from bench.share_files import pdf
from wellread.errors import PageError
from wellread.reading.apart import MAX_MEMORY_BYTES, clean_apart
from wellread.reading.clean import CleanText

HEADS = (
    "made by",
    "files",
    "read",
    "refused",
    "untyped errors",
    "over 20 s",
    "slowest",
)
LIMIT_S = 20.0
"""Longer than any of these small files may take."""
MARKS = {
    "md": ("# ", "|", "|---|", "```", "~~~", "- ", "> ", "<!--", "-->", "---", "title: ", "==="),
    "html": (
        "<table>", "<tr>", "<td>", "<th>", "</table>", "<p>", "<ul>", "<li>", "<h2>", "<pre>",
        "<main>", "</div>", "<div hidden>", "<meta charset=utf-16>", "<title>", "&#x110000;",
        "<svg>", "<!--",
    ),
    "rst": ("====", "----", "+--+", "|", "::", ".. code::", ".. _a: b", "* ", "   ", "``", "`a`_"),
    "csv": (",", ";", "\t", '"', '""', "\r", "2024", "=A1"),
    "eml": (
        "Subject: ", "Content-Type: multipart/mixed; boundary=b", "--b", "--b--", "=?utf-8?b?",
        "Content-Transfer-Encoding: base64", "Content-Type: text/html; charset=utf-7", "From ann ",
    ),
}  # fmt: skip
"""What means something in a format, by the ending of its files."""
EXAMPLES_AT_A_TIME = 200


@dataclass
class Outcome:
    """What came of all files so far."""

    files: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    slowest: str = ""
    untyped: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)


def sound_files() -> dict[str, bytes]:
    """One sound file of each format."""
    text = "# Fees\n\nThe fee is 5 EUR.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n"
    message = made.message("Fees", "The fee is 5 EUR.", html="<p>It is 5.</p>", attached="a.pdf")
    return {
        "a.docx": made.docx(["# Fees", "The fee is 5 EUR.", "- one"], rows=made.ROWS),
        "a.xlsx": made.xlsx(),
        "a.pptx": made.pptx(),
        "a.epub": made.epub([("One", "The fee is 5 EUR."), ("Two", "It was 4.")]),
        "a.eml": message.as_bytes(),
        "a.mbox": b"From ann Mon Jun  3 10:00:00 2024\n" + message.as_bytes(),
        "a.csv": b"Name,Fee\nAnn,5\nBob,6\n",
        "a.md": text.encode(),
        "a.txt": text.encode("utf-16"),
        "a.rst": b"Fees\n====\n\nThe fee::\n\n    5 EUR\n",
        "a.html": b"<html><body><h1>Fees</h1><p>The fee is <b>5</b> EUR.<table><tr><td>1<td>2",
        "a.pdf": pdf("Fees", [["Fees", "The fee is 5 EUR."], ["More", "It was 4."]]),
    }


def attacks() -> Iterator[tuple[str, bytes]]:
    """Files made to hurt."""
    bomb = bytes(200_000_000)
    deep = "<div>" * 200_000
    line = "word " * 2_000_000
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]><l>&j;</l>"
    ).encode()
    for name, part in (
        ("a.docx", "word/document.xml"),
        ("a.xlsx", "xl/workbook.xml"),
        ("a.pptx", "ppt/presentation.xml"),
        ("a.epub", "META-INF/container.xml"),
    ):
        yield f"bomb {name}", made.with_part(sound_files()[name], part, bomb)
        yield f"entities {name}", made.with_part(sound_files()[name], part, laughs)
        nested = b"<a>" * 300_000
        yield f"nesting {name}", made.with_part(sound_files()[name], part, nested)
    yield (
        "sheet a.xlsx",
        made.with_part(
            sound_files()["a.xlsx"],
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
        ),
    )
    for ending in ("txt", "md", "rst", "csv", "html", "eml"):
        yield f"line a.{ending}", line.encode()
        yield f"brackets a.{ending}", b"[(" * 2_000_000
        yield f"nesting a.{ending}", deep.encode()
        yield f"marks a.{ending}", b"> - * # | `" * 500_000
        yield f"nothing a.{ending}", bytes(1_000_000)
        yield f"quotes a.{ending}", b'"' * 3_000_001
    parts = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5_000
    yield "parts a.eml", parts
    yield "headers a.eml", b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\nx"
    yield "addresses a.eml", b"From: " + b"(" * 100_000 + b"\n\nx"


def damaged(chance: random.Random, files: dict[str, bytes]) -> tuple[str, bytes]:
    """A sound file with a few changes; half of the packages are changed inside."""
    name = chance.choice(list(files))
    body = files[name]
    if body.startswith(b"PK") and chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            part = chance.choice(package.namelist())
            return name, made.with_part(body, part, _changed(chance, package.read(part)))
    return name, _changed(chance, body)


def _changed(chance: random.Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        length = chance.randint(0, 60)
        match chance.randrange(5):
            case 0:
                changed[at : at + length] = chance.randbytes(length)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length] * chance.randint(1, 200)
            case 3:
                del changed[at:]
            case _:
                changed[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(changed)


def hostile(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """All attacks, then damaged files without end."""
    yield from attacks()
    files = sound_files()
    while True:
        yield damaged(chance, files)


def try_files(files: Iterable[tuple[str, bytes]], end: float = float("inf")) -> Outcome:
    """Reads the files until the clock stands at `end`."""
    outcome = Outcome()
    for name, body in files:
        try_file(name, body, outcome)
        if time.monotonic() > end:
            break
    return outcome


def try_texts(number: int, end: float, examples: int = EXAMPLES_AT_A_TIME) -> Outcome:
    """Reads texts of Hypothesis, some at a time, until the clock stands at `end`."""
    outcome = Outcome()
    endings = st.sampled_from(sorted(MARKS)).flatmap(
        lambda ending: st.tuples(st.just(f"a.{ending}"), _texts(MARKS[ending]))
    )
    while True:

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(endings)
        def read(file: tuple[str, bytes]) -> None:
            try_file(*file, outcome)

        read()
        number += 1
        if time.monotonic() > end:
            return outcome


def _texts(marks: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    piece = st.one_of(st.sampled_from(marks), st.just("\n"), st.text(max_size=20))
    codec = st.sampled_from(("utf-8", "utf-16", "latin-1", "shift_jis"))
    return st.builds(
        lambda pieces, times, name: ("".join(pieces) * times).encode(name, "replace"),
        st.lists(piece, max_size=60),
        st.sampled_from((1, 1, 1, 50)),
        codec,
    )


def try_file(name: str, body: bytes, outcome: Outcome) -> None:
    """Reads one file and notes what came of it."""
    outcome.files += 1
    began = time.perf_counter()
    try:
        text = clean_apart(body, "", None, name.rpartition(" ")[2], timeout_s=LIMIT_S)
        outcome.read += 1
        outcome.untyped += [f"{name}: {each}" for each in broken_promises(text)]
    except PageError as error:
        outcome.refused[error.cause_kind] += 1
    except Exception as error:  # noqa: BLE001  this is what is looked for
        outcome.untyped.append(f"{name}: {error!r}")
    took = time.perf_counter() - began
    if took > outcome.slowest_s:
        outcome.slowest_s, outcome.slowest = took, name
    if took > LIMIT_S:
        outcome.hung.append(name)


def broken_promises(text: CleanText) -> Iterator[str]:
    """What readers promise of their text, and this text does not keep."""
    if not any(map(str.isalnum, text.text)):
        yield "no text"
    if list(text.page_starts) != sorted(text.page_starts):
        yield "pages out of order"
    if text.place_names and len(text.place_names) != len(text.page_starts):
        yield "parts without names"


def main() -> None:
    """The command line; the exit code is 1 where something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    outcomes = {
        "changes and attacks": try_files(hostile(chance), time.monotonic() + options.seconds),
        "Hypothesis": try_texts(options.seed, time.monotonic() + options.seconds),
    }
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"# Hostile files\n\n{stamp()}; seed {options.seed}, {options.seconds:.0f} s each.\n")
    print(table(HEADS, starmap(_row, outcomes.items()), text=(0, 3, 6)))
    print(
        f"\nAt most {here / 1e6:.0f} MB were used here, {apart / 1e6:.0f} MB by a process that "
        f"reads apart, which may use {MAX_MEMORY_BYTES / 1e6:.0f}."
    )
    wrong = [each for outcome in outcomes.values() for each in (*outcome.untyped, *outcome.hung)]
    for each in wrong:
        print(f"- {each}", file=sys.stderr)
    sys.exit(bool(wrong or apart > MAX_MEMORY_BYTES))


def _row(name: str, outcome: Outcome) -> tuple[object, ...]:
    return (
        name,
        f"{outcome.files:,}",
        f"{outcome.read:,}",
        ", ".join(f"{kind} {count}" for kind, count in outcome.refused.most_common()),
        len(outcome.untyped),
        len(outcome.hung),
        f"{outcome.slowest_s:.1f} s ({outcome.slowest})",
    )


if __name__ == "__main__":
    main()
