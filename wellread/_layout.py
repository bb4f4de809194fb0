"""Where the packages `graph` and `agents` are found. No other module touches `sys.path`.

In a checkout they stand beside `wellread`; the wheel carries them in `wellread/_app`, so that
names as common as these never land in `site-packages`, where another distribution
(`openai-agents`) owns `agents` as well.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = ("graph", "agents")


def app_root() -> Path:
    """The folder that holds this project's `graph` and `agents`."""
    packed = _PACKAGE / "_app"
    return packed if packed.is_dir() else _PACKAGE.parent


def activate() -> None:
    """Puts `app_root()` first on the import path, and makes sure that it is heeded.

    Calling it again changes nothing. Call it before the first import of `graph` or `agents`.

    Raises:
        ImportError: as `guard` does.
    """
    root = str(app_root())
    if sys.path[:1] != [root]:
        sys.path[:] = [root, *(entry for entry in sys.path if entry != root)]
    guard()


def guard() -> None:
    """Makes sure that `graph` and `agents` are this project's own.

    Raises:
        ImportError: another package of that name comes first; it is named with its path.
    """
    root = app_root()
    for name in _CARRIED:
        found = _location(name)
        if found != root / name:
            where = "is not on the import path" if found is None else f"was found at {found}"
            raise ImportError(
                f"Wellread's package {name!r} {where}; its own stands in {root}. "
                f"Run with PYTHONPATH={root}, or call wellread._layout.activate() before "
                f"anything imports {name!r}, or uninstall the other package "
                "(openai-agents owns the name `agents`).",
                name=name,
                path=None if found is None else str(found),
            )


def _location(name: str) -> Path | None:
    """The folder or file that `import name` gives, or has given."""
    try:
        spec = find_spec(name)
    except ValueError:  # a module without a spec stands in sys.modules
        spec = None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))).resolve()
    return Path(spec.origin).resolve() if spec.origin else None
