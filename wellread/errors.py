"""Every error the project raises on purpose, drawn as the tree a caller may catch.

    WellreadError
    ├── SettingsError        the user or operator acts: a setting, key, flag or input is wrong
    │   ├── UnknownRun       no run, or several, have this id
    │   └── RunInUse         another process is working on this run
    ├── RunDrained           the run was asked to stop, and is saved
    ├── ServiceError         an outside service failed: `service`, `retry_after_s`, `transient`
    │   ├── ModelError       a chat or embedding model
    │   ├── SearchError      a search provider
    │   └── PageError        one page or file that could not be read; `cause_kind` names why
    ├── ModelOutputError     the model answered, but not what was asked; `answer` begins it
    ├── LimitReached         a limit of the grant (USD, searches, seconds) forbids a call
    ├── NotRecorded          a replay needs what the recorded run did not have
    ├── EvidenceError        stored evidence is missing or does not match its hash
    └── StorageError         the checkpoint or archive cannot be written (disk full, locked)

A message says what failed, with which value, and the remedy.
"""

from collections.abc import Callable
from typing import Literal

PageProblem = Literal[
    "not_found",
    "refused",
    "robots",
    "forbidden_address",
    "timeout",
    "too_large",
    "unreachable",
    "server_error",
    "unsupported_type",
    "unreadable",
    "empty",
    "rate_limited",
    "bot_wall",
    "consent_wall",
    "needs_scripts",
]


class WellreadError(RuntimeError):
    """The root: catch this to catch everything the project raises on purpose.

    A RuntimeError, because a LangGraph server tells its clients the words of built-in errors only.
    """


class SettingsError(WellreadError):
    """A setting, key, flag or input is wrong; the user or operator can mend it."""


class UnknownRun(SettingsError):
    """No stored run, or more than one, matches the given id."""


class RunInUse(SettingsError):
    """Another process is working on this run right now."""


class RunDrained(WellreadError):
    """The run was asked to stop; what was in flight is finished and saved."""


class ServiceError(WellreadError):
    """An outside service failed.

    Attributes:
        service: its name, as in the settings ("openai:gpt-4.1", "tavily", a host).
        transient: whether the same call may succeed later.
        retry_after_s: seconds the service asked us to wait, if it said so.
    """

    def __init__(
        self,
        message: str,
        *,
        service: str,
        transient: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.service = service
        self.transient = transient
        self.retry_after_s = retry_after_s


class ModelError(ServiceError):
    """A chat or embedding model could not be reached, or refused the call."""


class SearchError(ServiceError):
    """A search provider could not be reached, or refused the call."""


class PageError(ServiceError):
    """One page or file could not be read; `cause_kind` says why in one word."""

    def __init__(
        self,
        message: str,
        *,
        service: str,
        cause_kind: PageProblem,
        transient: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, service=service, transient=transient, retry_after_s=retry_after_s)
        self.cause_kind: PageProblem = cause_kind


class ModelOutputError(WellreadError):
    """The model answered, but not in the form that was asked for, even after a second try."""

    def __init__(self, message: str, *, answer: str = "") -> None:
        super().__init__(message)
        self.answer = answer[:500]


SpendingLimit = Literal["cost", "searches", "seconds"]


class LimitReached(WellreadError):
    """A limit forbids the call; nothing was spent on it."""

    def __init__(self, message: str, *, limit: SpendingLimit) -> None:
        super().__init__(message)
        self.limit: SpendingLimit = limit


class NotRecorded(WellreadError):
    """A replay needs a call or page that the recorded run did not have.

    Attributes:
        withdraw: takes it back from the list of what is new, where another way was found.
    """

    def __init__(self, message: str, *, withdraw: Callable[[], None]) -> None:
        super().__init__(message)
        self.withdraw = withdraw


class EvidenceError(WellreadError):
    """Stored evidence is missing, or its text does not match its hash."""


class StorageError(WellreadError):
    """The checkpoint or the archive cannot be written or read."""
