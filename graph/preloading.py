"""What the first run would otherwise import while somebody waits for it."""

from wellread.models.clients import preload_clients
from wellread.reading.door import preload_door
from wellread.settings import Settings


def preload(settings: Settings) -> None:
    """Imports what runs with these settings need first: model clients, prices, page readers.

    For programs that live long: a server at its start, a library before its first question. It
    takes about a second, blocks, and connects to nothing.
    """
    if settings.has_models:
        preload_clients(settings)
    preload_door()
