"""Ctrl-C and SIGTERM while a run works: what is in flight is finished, for a few seconds."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from wellread.cli.contract import Session
from wellread.cli.terminal import say

GRACE_S = 5.0
"""For how long the steps in flight may go on. What is cut off then is asked for again later."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def drained_by_signals(session: Session) -> Iterator[None]:
    """Within the block the first signal drains the session, and the second cancels this task.

    It is cancelled by itself when the steps in flight take longer than `GRACE_S`. Where the event
    loop takes no signals (Windows) they do what they always do.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  a running loop runs a task
    cutting: list[asyncio.TimerHandle] = []

    def stop() -> None:
        if cutting:
            _take_back(loop)
            task.cancel()
            return
        say(
            f"\nStopping: what is in flight is finished, for at most {GRACE_S:g} s. "
            "Ctrl-C again stops at once."
        )
        cutting.append(loop.call_later(GRACE_S, task.cancel))
        session.drain()

    try:
        for number in _SIGNALS:
            loop.add_signal_handler(number, stop)
    except NotImplementedError:
        yield
        return
    try:
        yield
    finally:
        _take_back(loop)
        for handle in cutting:
            handle.cancel()


def _take_back(loop: asyncio.AbstractEventLoop) -> None:
    for number in _SIGNALS:
        loop.remove_signal_handler(number)
