"""Why a run cannot begin as it is asked for: sources that cannot be used, prices not known."""

import json
from pathlib import Path

from wellread.domain import Limits, SourceChoice
from wellread.models.asking import model_of
from wellread.models.contract import ModelRole
from wellread.models.prices import price_of
from wellread.reading.uploads import uploads_of
from wellread.settings import Settings

HOW_TO_SEARCH = "set TAVILY_API_KEY, or name searches that need no key (WELLREAD_SEARCH=duckduckgo)"
ROLES: tuple[ModelRole, ...] = ("planner", "fast", "smart")


def source_faults(
    choice: SourceChoice, settings: Settings, *, on_server: bool, user: str = ""
) -> tuple[str, ...]:
    """Why these sources cannot be used, each with the remedy; empty when they can."""
    faults = []
    if not choice.named:
        faults.append(
            "no source is named and no web search is configured: name a folder of documents, "
            f"the library `python` or a URL; for the web, {HOW_TO_SEARCH}"
        )
    if choice.web and not (choice.search or settings.searches_web):
        faults.append(f"the web is named but no search is configured: {HOW_TO_SEARCH}")
    if on_server:
        allowed = [folder.resolve() for folder in settings.folders_of(user)]
        faults += [
            f"the folder {name!r} is not among the folders that this server allows "
            "(WELLREAD_ALLOWED_FOLDERS)"
            for name in choice.folders
            if not any(Path(name).resolve().is_relative_to(folder) for folder in allowed)
        ]
        owner = uploads_of(settings, choice.uploads).owner if choice.uploads else ""
        if owner not in {"", user}:
            faults.append("the documents are another user's: upload your own to a thread of yours")
    return tuple(faults)


def price_faults(limits: Limits, settings: Settings, use_models: bool) -> tuple[str, ...]:  # noqa: FBT001
    """Which prices a limit in USD would need to know, with the remedy; call it in a thread."""
    if not limits.max_cost_usd or not (use_models and settings.has_models):
        return ()
    names = [
        model_of(role, settings, fallback=fallback)[0]
        for role in ROLES
        for fallback in (False, True)
    ]
    if settings.embeds_outside:
        names.append(settings.embedding_model)
    unknown = [
        name for name in dict.fromkeys(filter(None, names)) if price_of(name, settings) is None
    ]
    if not unknown:
        return ()
    example = json.dumps({unknown[0]: [1.0, 4.0]})
    return (
        f"the price of {', '.join(unknown)} is not known, so a limit of "
        f"{limits.max_cost_usd:g} USD cannot be kept: set USD per million prompt and completion "
        f"tokens in `prices` (WELLREAD_PRICES='{example}'; 0 for a model of your own), or give no "
        "limit in USD",
    )
