"""What every command shares: how the graph is opened, and which run is in work right now."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wellread.cli import terminal

if TYPE_CHECKING:
    from wellread.cli.contract import Checks, ChecksOpener, Session, SessionOpener
    from wellread.cli.doctor_checks import Checker
    from wellread.settings import Settings

T = TypeVar("T")
Opened = TypeVar("Opened")


def open_graph(settings: "Settings") -> AbstractAsyncContextManager["Session"]:
    """The real session: LangGraph is imported here, and not before."""
    return _opener()(settings)


@cache
def _opener() -> "SessionOpener":
    """Imported once: to settle again would shut out of the collector what a session has left."""
    from wellread import _layout
    from wellread.process import importing

    _layout.activate()
    with importing():
        from graph.session import open_session

    return open_session


def open_written_checks(settings: "Settings") -> AbstractAsyncContextManager["Checks"]:
    """The real checks of what is already written."""
    from wellread import _layout

    _layout.activate()
    from graph.verification import open_checks

    return open_checks(settings)


def check_services() -> "tuple[Checker, ...]":
    """The real checks of `wellread doctor`."""
    from wellread.cli.service_checks import CHECKERS

    return CHECKERS


@dataclass
class App:
    """One call of the command line. Tests give their own parts."""

    open_session: "SessionOpener" = open_graph
    open_checks: "ChecksOpener" = open_written_checks
    checkers: "Callable[[], tuple[Checker, ...]]" = check_services
    interactive: Callable[[], bool] = terminal.interactive
    drawable: Callable[[], bool] = terminal.drawable
    run_id: str = ""
    """The run in work, so that an interruption can name it."""
    finished: bool = False
    """Whether the report of `run_id` is stored."""
    settings: "Settings | None" = None

    def configure(self, **flags: object) -> "Settings":
        """Loads the settings; `flags` weigh most.

        Raises:
            SettingsError: a value that does not fit.
        """
        from wellread.settings import load_settings

        self.settings = load_settings(flags)
        return self.settings

    def in_session(self, work: "Callable[[Session], Coroutine[None, None, T]]") -> T:
        """What `work` gives on a session that is open for it alone.

        Each piece of work has an event loop of its own, so that a human is asked outside of it
        and Ctrl-C ends a prompt as well as a run.
        """
        return self._inside(self.open_session, work)

    def in_checks(self, work: "Callable[[Checks], Coroutine[None, None, T]]") -> T:
        """What `work` gives on checks that are open for it alone."""
        return self._inside(self.open_checks, work)

    def _inside(
        self,
        opener: "Callable[[Settings], AbstractAsyncContextManager[Opened]]",
        work: "Callable[[Opened], Coroutine[None, None, T]]",
    ) -> T:
        import asyncio

        settings = self.settings or self.configure()

        async def main() -> T:
            async with opener(settings) as opened:
                return await work(opened)

        return asyncio.run(main())

    @property
    def data_dir(self) -> Path | None:
        """The data folder, once the settings are known."""
        return self.settings.data_dir if self.settings else None
