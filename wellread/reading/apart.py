"""Documents whose parsers may crash, hang or eat memory are read in a process of their own.

The process takes one document after another. It may use `MAX_MEMORY_BYTES`; whoever reads it
waits `timeout_s`; what goes wrong in it is one document's error and no more.
"""

import atexit
import json
import subprocess
import sys
from collections.abc import Mapping
from threading import BoundedSemaphore, Lock, Timer
from typing import BinaryIO, cast

from wellread.errors import PageError, PageProblem
from wellread.reading.clean import CleanText, unread
from wellread.reading.formats import Format, clean, format_of
from wellread.sources import PageImage

TIMEOUT_S = 60.0
MAX_MEMORY_BYTES = 2_000_000_000
"""Of address space for one process, where the system can limit it (Linux)."""
MAX_BYTES_HERE = 20_000_000
"""Of text and HTML, which are read without such a bound."""
_AT_ONCE = 2
_HERE: frozenset[Format | None] = frozenset((None, "html", "markdown", "plain", "rst", "delimited"))
"""Formats read in this process: their readers are bounded by what they are given."""


def clean_apart(
    body: bytes, media_type: str, charset: str | None, name: str, *, timeout_s: float = TIMEOUT_S
) -> CleanText:
    """What `formats.clean` gives, risky formats read in another process. Blocks.

    Raises:
        PageError: that of the reader; `unreadable` where it broke down or took too long.
    """
    if is_read_here(body, media_type, name):
        if len(body) > MAX_BYTES_HERE:
            raise unread(f"the text has more than {MAX_BYTES_HERE} bytes: split it", "too_large")
        return clean(body, media_type, charset, name)
    return _PROCESSES.read(body, (media_type, charset, name), timeout_s)


def is_read_here(body: bytes, media_type: str, name: str) -> bool:
    """Whether `clean_apart` reads it in this process: it computes then, and else it waits."""
    return format_of(body, media_type, name) in _HERE


class _Process:
    """One process that reads documents, told by frames of JSON and bytes over its pipes."""

    def __init__(self) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-P", "-m", "wellread.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running.pid

    def answer(
        self, body: bytes, about: tuple[str, str | None, str], timeout_s: float
    ) -> Mapping[str, object]:
        """The reader's answer; empty where the process ended before it gave one."""
        timer = Timer(timeout_s, self._running.kill)
        timer.start()
        try:
            pipe = cast("BinaryIO", self._running.stdin)
            put_frame(pipe, json.dumps(about).encode())
            put_frame(pipe, body)
            pipe.flush()
            frame = get_frame(cast("BinaryIO", self._running.stdout))
        except (BrokenPipeError, EOFError):
            return {}
        finally:
            timer.cancel()
        return cast("Mapping[str, object]", json.loads(frame))

    def end(self) -> None:
        """Kills it and frees its pipes."""
        self._running.kill()
        self._running.communicate()


class _Processes:
    """Idle processes, kept for the next document."""

    def __init__(self) -> None:
        self._idle: list[_Process] = []
        self._lock = Lock()
        self._at_once = BoundedSemaphore(_AT_ONCE)

    def read(self, body: bytes, about: tuple[str, str | None, str], timeout_s: float) -> CleanText:
        """The document as clean text."""
        with self._at_once:
            with self._lock:
                process = self._idle.pop() if self._idle else _Process()
            kept = False
            try:
                answer = process.answer(body, about, timeout_s)
                kept = bool(answer)
            finally:
                if kept:
                    with self._lock:
                        self._idle.append(process)
                else:
                    process.end()
        return _clean_of(answer, timeout_s)

    def end(self) -> None:
        """Ends all idle processes."""
        with self._lock:
            while self._idle:
                self._idle.pop().end()


def _clean_of(answer: Mapping[str, object], timeout_s: float) -> CleanText:
    if not answer:
        raise unread(
            "its reader broke down, needed too much memory or took more than "
            f"{timeout_s:g} s: the file is damaged or not made to be read; save it anew",
            "unreadable",
        )
    if "cause_kind" in answer:
        raise PageError(
            str(answer["message"]),
            service="reading",
            cause_kind=cast("PageProblem", answer["cause_kind"]),
        )
    text = {
        name: tuple(value) if isinstance(value, list) else value for name, value in answer.items()
    }
    images = tuple(
        PageImage.model_validate(each) for each in cast("list[object]", answer["images"])
    )
    text["images"] = images
    return CleanText(**text)  # type: ignore[arg-type]  # as the worker wrote it


def put_frame(pipe: BinaryIO, content: bytes) -> None:
    """Writes eight bytes of length, then the content."""
    pipe.write(len(content).to_bytes(8))
    pipe.write(content)


def get_frame(pipe: BinaryIO) -> bytes:
    """The next frame.

    Raises:
        EOFError: the other side is gone.
    """
    length = pipe.read(8)
    content = pipe.read(int.from_bytes(length)) if len(length) == len(bytes(8)) else b""
    if not length or len(content) < int.from_bytes(length):
        raise EOFError
    return content


_PROCESSES = _Processes()
atexit.register(_PROCESSES.end)
