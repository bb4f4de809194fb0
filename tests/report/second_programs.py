"""Other people's programs that open what was exported: poppler, LibreOffice, Chromium offline."""

import shutil
import subprocess
from pathlib import Path

import pytest


def needs(program: str) -> str:
    """The program's path; where it is missing, the test is skipped with that reason."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def text_of_pdf(pdf: Path, *options: str) -> str:
    """What poppler reads, as it lays it out."""
    made = subprocess.run(
        [needs("pdftotext"), *options, str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return made.stdout


def coloured_pixels(pdf: Path, page: int, colour: str) -> int:
    """How many dots of a page, as poppler paints it, have about the colour `#rrggbb`."""
    command = [needs("pdftoppm"), "-r", "50", "-f", str(page), "-l", str(page), str(pdf)]
    painted = subprocess.run(command, capture_output=True, check=True).stdout
    dots = painted.split(b"\n255\n", 1)[1]
    wanted = bytes.fromhex(colour.lstrip("#"))
    near = 24
    return sum(
        all(abs(dots[at + part] - wanted[part]) < near for part in range(3))
        for at in range(0, len(dots), 3)
    )


def word_as_pdf(data: bytes, folder: Path) -> Path:
    """A Word file as LibreOffice prints it."""
    (folder / "report.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [needs("soffice"), profile, "--headless", "--convert-to", "pdf"]
    where = ["--outdir", str(folder), str(folder / "report.docx")]
    subprocess.run([*command, *where], capture_output=True, check=True)
    return folder / "report.pdf"


def in_chromium(page: bytes, folder: Path) -> "subprocess.CompletedProcess[str]":
    """A page shown with the network off: its elements on stdout, complaints on stderr."""
    (folder / "report.html").write_bytes(page)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    flags.append(f"--user-data-dir={folder}/profile")
    offline = ["--proxy-server=127.0.0.1:1", "--enable-logging=stderr", "--dump-dom"]
    return subprocess.run(
        [needs("chromium"), *flags, *offline, f"file://{folder}/report.html"],
        capture_output=True,
        text=True,
        check=True,
    )
