"""The options of the commands, as they are handed on."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from wellread.form import CitationStyle, Depth, ReportKind
    from wellread.report.export import ExportFormat


class AskFlags(TypedDict):
    """The options of `ask`."""

    docs: tuple[str, ...]
    library: tuple[str, ...]
    url: tuple[str, ...]
    web: bool | None
    search: str | None
    domains: str | None
    exclude_domains: str | None
    since: str | None
    until: str | None
    search_language: str | None
    yes: bool
    as_json: bool
    out: Path | None
    rounds: int | None
    max_searches: int | None
    max_sub_questions: int | None
    budget: float | None
    max_seconds: float | None
    words: int | None
    kind: "ReportKind | None"
    depth: "Depth | None"
    template: Path | None
    language: str | None
    tone: str | None
    style: "CitationStyle | None"
    images: int | None
    no_models: bool
    on: str | None


class ResumeFlags(TypedDict):
    """The options of `resume`."""

    approve: bool
    edit: str | None
    reject: str | None
    rounds: int | None
    max_searches: int | None
    budget: float | None
    max_seconds: float | None
    yes: bool
    as_json: bool
    out: Path | None


class RefreshFlags(TypedDict):
    """The options of `refresh`."""

    max_searches: int | None
    budget: float | None
    max_seconds: float | None
    as_json: bool
    out: Path | None


class ReplayFlags(TypedDict):
    """The options of `replay`."""

    allow_new: bool
    as_json: bool
    out: Path | None


class ShowFlags(TypedDict):
    """The options of `show`."""

    as_json: bool
    plan: bool
    sources: bool
    claims: bool
    recheck: bool
    costs: bool


class ExportFlags(TypedDict):
    """The options of `export`."""

    to: "ExportFormat | None"
    style: "CitationStyle | None"
    out: Path | None


class VerifyFlags(TypedDict):
    """The options of `verify`."""

    docs: tuple[str, ...]
    library: tuple[str, ...]
    run: str | None
    url: tuple[str, ...]
    web: bool | None
    as_json: bool
    no_models: bool
    budget: float | None
