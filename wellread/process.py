"""What a process does once: how it imports, and what it does after that."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_ARENA_MAX = -8
"""The parameter's number in glibc's `malloc.h`."""
_ARENAS = 2
"""Threads take turns at Python, so more heaps are only emptier ones: here a tenth of all memory."""


def settle() -> None:
    """Leaves what is imported out of every later garbage collection, and heaps few.

    A collection that looks through all modules stops an event loop for a tenth of a second, time
    after time; so does the one at the exit. Where the system's allocator has no such setting, as
    outside of glibc, it stays as it is.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
    gc.freeze()


@contextmanager
def importing() -> Iterator[None]:
    """For the imports of a whole program: without garbage collections, and settled after them.

    Imports leave no garbage worth a look, and a look through all that they have made takes a tenth
    of the start.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
        settle()
    finally:
        if collects:
            gc.enable()
