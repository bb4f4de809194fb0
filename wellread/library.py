"""Wellread from a program: one call for a report, or its events one by one.

A run is stored as on the command line, so `wellread resume`, `show` and `export` know it too.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import cast

from wellread import _layout
from wellread.decisions import Approve, Decision
from wellread.domain import Form, Limits, Report, SourceChoice
from wellread.errors import StorageError
from wellread.events import Event, PlanWaiting, ReportReady
from wellread.settings import Settings, load_settings
from wellread.shapes import usual_limits

Decide = Callable[[PlanWaiting], Decision]
"""What a program says to a waiting plan; it may be asked again after a rejection."""
ANY_FORM = Form(language="")
"""The usual report, in the question's language."""


def preload(settings: Settings | None = None) -> None:
    """Loads what a first run needs, so that nobody waits for it then; connects to nothing.

    For programs that live long, before their first question: it takes about a second, and what the
    process holds by then is left out of every later round of its garbage collector.
    """
    _layout.activate()
    from graph.preloading import preload as load

    load(settings or load_settings())


async def research(
    question: str,
    *,
    sources: SourceChoice | None = None,
    form: Form = ANY_FORM,
    limits: Limits | None = None,
    settings: Settings | None = None,
    decide: Decide | None = None,
) -> Report:
    """The finished report on `question`.

    It costs what its models and searches cost, at most `limits.max_cost_usd`.

    Args:
        question: in any language.
        sources: where to look; by default the web, which needs a search to be configured.
        form: kind, depth, language, tone and citations.
        limits: by default those that are usual for the form.
        settings: by default from the environment, `wellread.toml` and `.env`.
        decide: asked about the plan; by default it is approved.

    Raises:
        WellreadError: as its kinds say; what was finished is stored.
    """
    events = watch(
        question, sources=sources, form=form, limits=limits, settings=settings, decide=decide
    )
    async with aclosing(events) as watched:
        async for event in watched:
            if isinstance(event, ReportReady):
                return event.report
    raise StorageError("the run stopped without a report: see it with `wellread runs`.")


def research_sync(
    question: str,
    *,
    sources: SourceChoice | None = None,
    form: Form = ANY_FORM,
    limits: Limits | None = None,
    settings: Settings | None = None,
    decide: Decide | None = None,
) -> Report:
    """As `research`, for programs without an event loop."""
    return asyncio.run(
        research(
            question, sources=sources, form=form, limits=limits, settings=settings, decide=decide
        )
    )


async def watch(
    question: str,
    *,
    sources: SourceChoice | None = None,
    form: Form = ANY_FORM,
    limits: Limits | None = None,
    settings: Settings | None = None,
    decide: Decide | None = None,
) -> AsyncGenerator[Event, None]:
    """What a run says while it works; the last event is a `ReportReady`.

    Arguments and errors are those of `research`.
    """
    _layout.activate()
    from graph.session import open_session

    if settings is None:
        settings = await asyncio.to_thread(load_settings)
    async with open_session(settings) as session:
        events: AsyncIterator[Event] = session.ask(
            question,
            sources=sources or SourceChoice(web=True),
            limits=limits or usual_limits(form),
            form=form,
            auto_approve=decide is None,
        )
        while True:
            waiting: PlanWaiting | None = None
            async with aclosing(cast("AsyncGenerator[Event, None]", events)) as said:
                async for event in said:
                    yield event
                    if isinstance(event, PlanWaiting):
                        waiting = event
            if waiting is None:
                return
            decision = decide(waiting) if decide else Approve()
            events = session.resume(waiting.run_id, decision)


async def refresh(
    run: str = "latest", *, limits: Limits | None = None, settings: Settings | None = None
) -> Report:
    """The report of a written run made anew, by the same plan on today's sources.

    `changes` of the report tells how it differs from the earlier one, which stays. Searches are
    paid as always; a model is asked, and paid, only where what it would read has changed.

    Args:
        run: its id, as a `RunStarted` or `ReportReady` has it, or the beginning of it; without
            one the newest run.
        limits: by default those of the run.
        settings: those with whose data folder the run was made.

    Raises:
        WellreadError: as its kinds say; there is no such run, or it has no report yet.
    """
    _layout.activate()
    from graph.session import open_session

    if settings is None:
        settings = await asyncio.to_thread(load_settings)
    async with open_session(settings) as session:
        found = await session.find(run)
        events = cast("AsyncGenerator[Event, None]", session.refresh(found.id, limits))
        async with aclosing(events) as said:
            async for event in said:
                if isinstance(event, ReportReady):
                    return event.report
    raise StorageError("the run stopped without a report: see it with `wellread runs`.")


def refresh_sync(
    run: str = "latest", *, limits: Limits | None = None, settings: Settings | None = None
) -> Report:
    """As `refresh`, for programs without an event loop."""
    return asyncio.run(refresh(run, limits=limits, settings=settings))


def documents(*folders: str | Path) -> SourceChoice:
    """The user's own documents in these folders as the only sources."""
    return SourceChoice(folders=_absolute(folders))


def _absolute(folders: Sequence[str | Path]) -> tuple[str, ...]:
    return tuple(str(Path(folder).expanduser().resolve()) for folder in folders)
