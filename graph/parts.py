"""Where the parts are put together: settings and a question give the roles, search and reader."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from agents.extractive.planner import ExtractivePlanner
from agents.extractive.researcher import ExtractiveResearcher
from agents.extractive.reviewer import ExtractiveReviewer
from agents.extractive.verifier import ExtractiveVerifier
from agents.extractive.writer import ExtractiveWriter
from agents.planner import ModelPlanner
from agents.researcher import ModelResearcher
from agents.reviewer import ModelReviewer
from agents.roles import STOOD_IN, Planner, Researcher, Reviewer, Verifier, Writer
from agents.verifier import ModelVerifier
from agents.writer import ModelWriter
from graph.callers import asking_user
from graph.faults import source_faults
from graph.recorded_documents import RecordedDocuments
from wellread.archive.contract import Archive, Budget, Snapshots
from wellread.archive.opening import open_configured
from wellread.archive.readers import as_seen_by, claim
from wellread.archive.replay import Replay
from wellread.domain import Failure, Limits, Question, SourceChoice
from wellread.errors import LimitReached, ModelError, ModelOutputError, SettingsError
from wellread.evidence.fusion import Similarity
from wellread.models.asking import model_of
from wellread.models.chat import LangChainModels
from wellread.models.contract import Embedder, ModelRole
from wellread.models.embeddings import make_embedder, similarity
from wellread.outside import Outside
from wellread.reading.browser import Browser, make_browser
from wellread.reading.corpora import Corpus, FolderCorpus, LibraryCorpus
from wellread.reading.door import Door
from wellread.reading.reader import Reader
from wellread.reading.uploads import uploads_of
from wellread.search.contract import SearchProvider
from wellread.search.documents import DocumentIndexes, DocumentSearch
from wellread.search.fallback import FallbackSearch
from wellread.search.providers import default_provider_names, make_chains
from wellread.search.searches import Searches
from wellread.settings import Settings

WRITING_SHARE = 0.3
"""The part of the money that research never touches."""

MAX_TURNS = 256
"""Turns whose parts a process keeps at hand; older ones are put together again when needed."""

NO_MODEL = "this part was made without a model"
ROLES: tuple[ModelRole, ...] = ("planner", "fast", "smart")

Maker = TypeVar("Maker")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Parts:
    """Everything one turn works with. Makers of a role stand in the order of trying."""

    settings: Settings
    archive: Archive
    searches: Searches
    documents: tuple[RecordedDocuments, ...]
    reader: Reader
    embedder: Embedder | None
    planners: tuple[Planner, ...]
    researchers: tuple[Researcher, ...]
    reviewers: tuple[Reviewer, ...]
    writers: tuple[Writer, ...]
    verifier: Verifier
    """The one role with one maker: a batch that its models fail at is left to code."""
    replay: Replay | None = None
    """What a replay has met that was not recorded; None where nothing is replayed."""

    @property
    def has_models(self) -> bool:
        """Whether a model is tried first."""
        return len(self.planners) > 1

    def similarity(self, turn: Question) -> Similarity | None:
        """Embedding similarity for use in a worker thread, or None where there is none."""
        embedder = self.embedder
        if embedder is None:
            return None
        loop = asyncio.get_running_loop()
        budget = research_budget(turn.limits)

        def compare(queries: Sequence[str], texts: Sequence[str]) -> Sequence[Sequence[float]]:
            asked = similarity(embedder, queries, texts, turn_id=turn.id, budget=budget)
            return asyncio.run_coroutine_threadsafe(asked, loop).result()

        return compare


@dataclass(frozen=True)
class Tried:
    """How an errand went: by whom, and whose failure came first."""

    maker: int
    failures: tuple[Failure, ...] = ()


async def first_that_works(
    makers: Sequence[Maker],
    errand: Callable[[Maker], Awaitable[Answer]],
    *,
    where: str,
    refusal_stops: bool = False,
) -> tuple[Answer, Tried]:
    """The answer of the first maker whose model does not fail, and the failures before it.

    With `refusal_stops` a model that refuses for good (wrong key, unknown name) is an error.

    Raises:
        ModelError, ModelOutputError, LimitReached: the last maker failed as well.
    """
    failures: list[Failure] = []
    for number, maker in enumerate(makers):
        try:
            return await errand(maker), Tried(number, tuple(failures))
        except (ModelError, ModelOutputError, LimitReached) as error:
            refused = isinstance(error, ModelError) and not error.transient
            if number == len(makers) - 1 or (refusal_stops and refused):
                raise
            failures.append(
                Failure(
                    kind="limit" if isinstance(error, LimitReached) else "model",
                    where=where,
                    message=str(error),
                    effect=STOOD_IN if number < len(makers) - 2 else NO_MODEL,
                )
            )
    raise SettingsError(f"no maker is configured for {where!r}: this is a fault of the program")


def research_budget(limits: Limits) -> Budget:
    """What research may bring the spending to: the writing's share stays untouched."""
    cost = limits.max_cost_usd
    return Budget(
        max_cost_usd=None if cost is None else cost * (1 - WRITING_SHARE),
        max_searches=limits.max_searches,
    )


def writing_budget(limits: Limits) -> Budget:
    """What writing may bring the spending to: all of it."""
    return Budget(max_cost_usd=limits.max_cost_usd)


@dataclass(frozen=True)
class _Opened:
    """What lives as long as an event loop does."""

    settings: Settings
    archive: Archive
    outside: Outside
    door: Door
    browser: Browser | None
    models: LangChainModels
    fallbacks: LangChainModels
    """The models that stand in for those of their roles."""
    embedder: Embedder | None
    indexes: DocumentIndexes
    parts: OrderedDict[tuple[str, str], Parts] = field(default_factory=OrderedDict)
    """Of the newest turns, by turn id and user: who knows another's id does not get their parts."""


class Workshop:
    """Opens the archive, the door and the models when first used, once for each event loop."""

    def __init__(
        self,
        load: Callable[[], Settings],
        *,
        on_server: bool = True,
        archive: Archive | None = None,
        replay: Replay | None = None,
    ) -> None:
        """Takes how the settings are loaded, and for a replay the recorded archive."""
        self._load = load
        self._archive = archive
        self._replay = replay
        self._opened: WeakKeyDictionary[asyncio.AbstractEventLoop, _Opened] = WeakKeyDictionary()
        self._opening: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            WeakKeyDictionary()
        )
        self.on_server = on_server

    async def archive(self) -> Archive:
        """The archive of the data folder."""
        return (await self._open()).archive

    async def settings(self) -> Settings:
        """The operator's settings, read once."""
        return (await self._open()).settings

    async def parts(self, turn: Question) -> Parts:
        """The parts for a turn's sources.

        Raises:
            SettingsError: a source that cannot be used, or a setting that is missing.
        """
        opened = await self._open()
        key = (turn.id, asking_user())
        if key not in opened.parts:
            opened.parts[key] = await self._made(turn, opened)
            while len(opened.parts) > MAX_TURNS:
                opened.parts.popitem(last=False)
        return opened.parts[key]

    async def _made(self, turn: Question, opened: _Opened) -> Parts:
        settings = opened.settings
        if not await claim(asking_user(), turn.id, opened.archive.journal):
            raise SettingsError("this turn is another user's: ask the question yourself.")
        faults = await asyncio.to_thread(
            source_faults, turn.sources, settings, on_server=self.on_server, user=asking_user()
        )
        if faults:
            raise SettingsError("; ".join(faults) + ".")
        is_new = self._replay is None
        corpora = await asyncio.to_thread(_corpora, turn.sources, settings, must_exist=is_new)
        searched = [DocumentSearch(corpus, opened.indexes) for corpus in corpora]
        journal = opened.archive.journal
        documents = tuple(
            RecordedDocuments(each, turn.id, journal, self._replay) for each in searched
        )
        providers: list[SearchProvider | FallbackSearch] = [*documents]
        if turn.sources.web:
            names = turn.sources.search or default_provider_names(settings)
            providers += make_chains(names, settings)
        with_models = turn.use_models and settings.has_models
        models = opened if with_models else None
        archive = as_seen_by(asking_user(), opened.archive)
        return Parts(
            settings=settings,
            archive=archive,
            searches=Searches(providers, opened.archive.ledger, opened.outside),
            documents=documents,
            reader=_reader(
                turn.sources, corpora, opened, archive.snapshots, anew=bool(turn.refreshes)
            ),
            embedder=opened.embedder if with_models or not settings.embeds_outside else None,
            planners=_makers("planner", ModelPlanner, ExtractivePlanner(), models),
            researchers=_makers("fast", ModelResearcher, ExtractiveResearcher(), models),
            reviewers=_makers("fast", ModelReviewer, ExtractiveReviewer(), models),
            writers=_makers("smart", ModelWriter, ExtractiveWriter(), models),
            verifier=_verifier(models),
            replay=self._replay,
        )

    async def reader(self, sources: SourceChoice) -> Reader:
        """A reader of these sources without any search; on a server, `parts` alone is safe.

        Raises:
            SettingsError: a folder or library that is not there.
        """
        opened = await self._open()
        corpora = await asyncio.to_thread(_corpora, sources, opened.settings)
        return _reader(sources, corpora, opened, opened.archive.snapshots)

    async def verifier(self, *, use_models: bool) -> Verifier:
        """The verifier, for what is no turn of a run."""
        opened = await self._open()
        return _verifier(opened if use_models and opened.settings.has_models else None)

    async def close(self) -> None:
        """Closes what this event loop opened."""
        opened = self._opened.pop(asyncio.get_running_loop(), None)
        if opened is not None:
            await opened.door.close()
            await opened.models.close()
            await opened.fallbacks.close()
            opened.indexes.close()
            await opened.archive.close()

    async def _open(self) -> _Opened:
        loop = asyncio.get_running_loop()
        async with self._opening.setdefault(loop, asyncio.Lock()):
            if loop not in self._opened:
                settings = await asyncio.to_thread(self._load)
                archive = self._archive or await open_configured(settings)
                outside = Outside(settings)
                door = Door(settings)
                self._opened[loop] = _Opened(
                    settings=settings,
                    archive=archive,
                    outside=outside,
                    door=door,
                    browser=await asyncio.to_thread(
                        make_browser, settings.browser, door, timeout_s=settings.fetch_timeout_s
                    ),
                    models=LangChainModels(settings, archive.ledger, outside),
                    fallbacks=LangChainModels(settings, archive.ledger, outside, fallback=True),
                    embedder=make_embedder(settings, archive.ledger, outside),
                    indexes=DocumentIndexes(settings.data_dir / "documents"),
                )
        return self._opened[loop]


def _makers(
    role: ModelRole,
    with_model: Callable[[LangChainModels], Maker],
    without: Maker,
    models: _Opened | None,
) -> tuple[Maker, ...]:
    """The role's makers in the order of trying: its model, what stands in for it, and code."""
    if models is None:
        return (without,)
    return (*map(with_model, _known(role, models)), without)


def _known(role: ModelRole, models: _Opened) -> tuple[LangChainModels, ...]:
    """The role's models in the order of trying."""
    fallback, _ = model_of(role, models.settings, fallback=True)
    return (models.models, models.fallbacks) if fallback else (models.models,)


def _verifier(models: _Opened | None) -> Verifier:
    return ModelVerifier(*_known("fast", models)) if models else ExtractiveVerifier()


def _reader(
    choice: SourceChoice,
    corpora: tuple[Corpus, ...],
    opened: _Opened,
    snapshots: Snapshots,
    *,
    anew: bool = False,
) -> Reader:
    """The way into the web stays shut where the choice does not name it.

    With `anew` no page counts as fresh that was read before the turn.
    """
    settings = opened.settings
    return Reader(
        settings.model_copy(update={"page_ttl_s": 0}) if anew else settings,
        snapshots,
        opened.door if choice.web or choice.urls else None,
        corpora,
        opened.outside,
        opened.browser,
    )


def _corpora(
    choice: SourceChoice, settings: Settings, *, must_exist: bool = True
) -> tuple[Corpus, ...]:
    folders = [FolderCorpus(Path(name), must_exist=must_exist) for name in choice.folders]
    if choice.uploads:
        uploads = uploads_of(settings, choice.uploads)
        if must_exist and not uploads.listed():
            raise SettingsError(
                "no document was uploaded to this thread: upload one, or leave them out."
            )
        folders.append(FolderCorpus(uploads.folder, must_exist=must_exist))
    libraries = [LibraryCorpus(name) for name in choice.libraries]
    return (*folders, *libraries)
