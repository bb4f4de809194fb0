"""`index`: a folder's documents read and kept, and what was skipped and why."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wellread.cli.app import App
from wellread.cli.codes import FAILED, WRITTEN
from wellread.cli.output import write_stdout
from wellread.cli.terminal import one_line, say
from wellread.errors import PageError, PageProblem, SettingsError
from wellread.evidence.vintages import Outdated
from wellread.languages import Count
from wellread.reading.corpora import FolderCorpus
from wellread.search.document_index import IndexedDocument, Update
from wellread.search.documents import DocumentIndexes

_CAUSES: dict[PageProblem, str] = {
    "unsupported_type": "of a kind that cannot be read",
    "too_large": "too large",
    "unreadable": "damaged",
    "refused": "locked, or outside of the folder",
    "empty": "without text, perhaps scanned",
    "not_found": "gone",
}


@dataclass(frozen=True)
class _Looked:
    """What is in the index, and what bringing it up to date took."""

    folder: str
    update: Update
    seconds: float
    documents: Sequence[IndexedDocument]
    outdated: Sequence[Outdated]

    @property
    def found(self) -> list[IndexedDocument]:
        return [each for each in self.documents if each.cause_kind is None]

    @property
    def skipped(self) -> list[IndexedDocument]:
        return [each for each in self.documents if each.cause_kind is not None]


def index_folder(app: App, folder: str, *, as_json: bool) -> int:
    """Brings the folder's index up to date and writes what is in it; gives the exit code.

    Raises:
        SettingsError: there is no such folder, or it is gone meanwhile.
        StorageError: the index cannot be written.
    """
    settings = app.configure()
    corpus = FolderCorpus(Path(folder))
    indexes = DocumentIndexes(settings.data_dir / "documents")
    say(f"Reading what is new in {folder} ...")
    began = time.monotonic()
    try:
        index, update = indexes.of(corpus)
        looked = _Looked(
            folder=folder,
            update=update,
            seconds=round(time.monotonic() - began, 3),
            documents=index.documents(),
            outdated=tuple(index.outdated().values()),
        )
    except PageError as error:
        raise SettingsError(str(error)) from error
    finally:
        indexes.close()
    write_stdout(json.dumps(_told(looked), indent=2) if as_json else "\n".join(_lines(looked)))
    return WRITTEN if looked.found else FAILED


def _told(looked: _Looked) -> dict[str, object]:
    return {
        "folder": looked.folder,
        **asdict(looked.update),
        "seconds": looked.seconds,
        "documents": [
            {name: value for name, value in asdict(each).items() if name in _SHOWN}
            for each in looked.found
        ],
        "skipped": [
            {"address": each.address, "cause": each.cause_kind, "message": each.problem}
            for each in looked.skipped
        ],
        "outdated": [
            {"address": each.address, "current": each.successor, "reason": each.reason}
            for each in looked.outdated
        ],
    }


_SHOWN = frozenset(("address", "title", "published", "media_type", "words", "passages"))


def _lines(looked: _Looked) -> Iterator[str]:
    update = looked.update
    yield (
        f"Read {update.read}, unchanged {update.unchanged}, removed {update.removed}, "
        f"in {looked.seconds:.1f} s."
    )
    words, passages = (
        Count(sum(getattr(each, name) for each in looked.found)) for name in ("words", "passages")
    )
    found = Count(len(looked.found))
    yield (
        f"Can be searched: {found} {found:document|documents}, "
        f"{passages:,} {passages:passage|passages}, {words:,} {words:word|words}."
    )
    for media_type, count in Counter(each.media_type for each in looked.found).most_common():
        yield f"  {count:>6}  {media_type}"
    if looked.skipped:
        yield f"Skipped: {len(looked.skipped)} {Count(len(looked.skipped)):file|files}."
    for each in sorted(looked.skipped, key=lambda each: (each.cause_kind, each.address)):
        cause = _CAUSES.get(each.cause_kind or "unreadable", str(each.cause_kind))
        yield one_line(f"  {_short(each.address, looked.folder)}: {cause} ({each.problem})", 400)
    if looked.outdated:
        outdated = Count(len(looked.outdated))
        yield (
            f"Outdated: {outdated} {outdated:document|documents}. "
            f"The current {outdated:one is|ones are} searched instead."
        )
    for old in looked.outdated:
        yield one_line(f"  {_short(old.address, looked.folder)}: {old.reason}", 400)


def _short(address: str, folder: str) -> str:
    """The file's path in the folder."""
    return unquote(urlsplit(address).path).removeprefix(folder).lstrip("/")
