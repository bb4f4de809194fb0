"""Questions become cited reports: `from wellread import research`.

    library = SourceChoice(libraries=("python",))
    report = await research("How does the with statement work?", sources=library)

The names below load when they are first used, so that importing `wellread` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wellread.library import preload as preload
    from wellread.library import refresh as refresh
    from wellread.library import refresh_sync as refresh_sync
    from wellread.library import research as research
    from wellread.library import research_sync as research_sync
    from wellread.library import watch as watch

_LIBRARY = ("preload", "refresh", "refresh_sync", "research", "research_sync", "watch")


def __getattr__(name: str) -> object:
    if name in _LIBRARY:
        return getattr(import_module("wellread.library"), name)
    raise AttributeError(f"module 'wellread' has no attribute {name!r}")
