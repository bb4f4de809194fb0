"""Objects that a setting names by their import path: `package.module:name`."""

import importlib
from dataclasses import dataclass

from wellread.errors import SettingsError

_LOADING_ERRORS = (
    ImportError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class ImportPath:
    """A path that was read; nothing is imported before `loaded`."""

    module: str
    attribute: str
    what: str
    """What it should lead to, for errors: `retriever`, `embedding`."""

    @classmethod
    def of(cls, spec: str, what: str) -> "ImportPath":
        """The path in `spec`.

        Raises:
            SettingsError: it is none.
        """
        module, colon, attribute = spec.strip().partition(":")
        names = [*module.split("."), *attribute.split(".")]
        if not colon or not all(name.isidentifier() for name in names):
            raise SettingsError(
                f"the {what} {spec!r} is no import path: write it as package.module:name"
            )
        return cls(module, attribute, what)

    def __str__(self) -> str:
        return f"{self.module}:{self.attribute}"

    def loaded(self, *wanted: type) -> object:
        """The object, or what it gives when it is called without arguments; blocks.

        Raises:
            SettingsError: it cannot be imported or made, or is none of `wanted`.
        """
        try:
            found: object = importlib.import_module(self.module)
            for name in self.attribute.split("."):
                found = getattr(found, name)
            if not isinstance(found, wanted) and callable(found):
                found = found()
        except _LOADING_ERRORS as error:
            raise SettingsError(
                f"the {self.what} {str(self)!r} cannot be loaded ({type(error).__name__}: {error})"
                ": check the import path, and that its package is installed or on PYTHONPATH"
            ) from error
        if not isinstance(found, wanted):
            kinds = " or ".join(kind.__name__ for kind in wanted)
            raise SettingsError(
                f"{str(self)!r} gives {type(found).__name__}, which is no LangChain {self.what}: "
                f"name a {kinds}, or a function without arguments that gives one"
            )
        return found
