"""Single keys while a run works: read from the terminal without Enter. `w` means: write now."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from wellread.cli.app import App
from wellread.cli.contract import Session
from wellread.cli.terminal import say
from wellread.errors import SettingsError


class Keys:
    """Hears the human who watches a run, where there is one."""

    def __init__(self, app: App, session: Session) -> None:
        self._app = app
        self._session = session
        self._heard = ExitStack()
        self._asking: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        if self._app.interactive() and sys.stdin.isatty():
            self._heard.enter_context(_keys_heard(self._hear))

    def __exit__(self, *_: object) -> None:
        self._heard.close()

    def _hear(self, key: str) -> None:
        if key.casefold() == "w" and self._app.run_id and self._asking is None:
            self._asking = asyncio.ensure_future(self._write_now())

    async def _write_now(self) -> None:
        try:
            await self._session.write_now(self._app.run_id)
            say("No further search is begun; what was found is written.")
        except SettingsError as error:
            say(str(error))
            self._asking = None


@contextmanager
def _keys_heard(hear: Callable[[str], None]) -> Iterator[None]:
    """Calls `hear` with each key that is pressed on stdin until the block is left.

    Ctrl-C stays a signal. Where a terminal cannot be set so (Windows), no key is heard.
    """
    try:
        import termios
        import tty
    except ModuleNotFoundError:
        yield
        return
    terminal = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    before = termios.tcgetattr(terminal)

    def read() -> None:
        typed = os.read(terminal, 64)
        if not typed:
            loop.remove_reader(terminal)
        for key in typed.decode(errors="ignore"):
            hear(key)

    tty.setcbreak(terminal, termios.TCSANOW)
    loop.add_reader(terminal, read)
    try:
        yield
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
