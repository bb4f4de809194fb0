"""What the first run would otherwise import while somebody waits for it."""

import gc

from wellread.models.clients import preload_clients
from wellread.process import settle
from wellread.reading.door import preload_door
from wellread.search.providers import preload_search
from wellread.settings import Settings


def preload(settings: Settings) -> None:
    """Imports what runs with these settings need first: clients, prices, search, page readers.

    For programs that live long: a server at its start, a library before its first question. It
    takes about a second, blocks, and connects to nothing. What the process holds by then is taken
    to stay for good (`process.settle`).
    """
    if settings.has_models:
        preload_clients(settings)
    preload_search(settings)
    preload_door()
    gc.collect()
    settle()
