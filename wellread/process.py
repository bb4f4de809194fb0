"""What a process does once, when it has imported what it works with."""

import ctypes
import gc
from contextlib import suppress

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
