"""Who may use a server, and what each user sees: named in `langgraph.json`.

A user is whoever brings a token that the operator has given out, as `Authorization: Bearer` or as
`X-Api-Key`. Threads, runs, assistants and store items belong to who made them. A server
without tokens answers this machine alone, and everything on it is one user's.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from langgraph_sdk import Auth

from graph.callers import LOCAL_USER, is_from_here, text_headers
from graph.forgetting import forget_uploads
from graph.live_runs import live_threads
from wellread.settings import Settings, load_settings

PUBLIC = re.compile(r"/(health|ready|app(/(?!api(/|$)).*)?)")
"""Whether the server lives, and the page's files: paths that tell nothing of anybody."""
SYSTEM = {"created_by": "system"}
"""The mark of the assistants that a server makes from its graphs; they are everybody's."""

auth = Auth()
_settings = cache(load_settings)


@auth.authenticate
async def authenticate(
    headers: Mapping[Any, Any], scope: Mapping[str, Any] | None = None
) -> Auth.types.MinimalUserDict:
    """The user who asks. aegra passes no more than the headers, and those by position."""
    settings = await asyncio.to_thread(_settings)
    given = text_headers(headers)
    if scope is not None and PUBLIC.fullmatch(scope["path"]):
        return {"identity": "", "is_authenticated": False}
    user = _user_with(_token_in(given), settings)
    if user is None and not settings.tokens and is_from_here(given, scope, settings):
        user = LOCAL_USER
    if user is None:
        raise Auth.exceptions.HTTPException(status_code=401, detail=_remedy(settings))
    return {"identity": user, "is_authenticated": True}


@auth.on
async def refuse(ctx: Auth.types.AuthContext, value: Any) -> bool:  # noqa: ANN401, ARG001
    """Whatever a later server adds is refused until it has a rule here."""
    return ctx.user.identity == LOCAL_USER


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType | None:  # noqa: ANN401
    """A user's threads and runs are those that carry the user's name."""
    return _owned(ctx, value)


@auth.on.threads.delete
async def own_deletions(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType | None:  # noqa: ANN401
    """A thread goes with the documents that its owner uploaded to it, and their index.

    Whether the thread is there and the user's is the server's to say, later: the documents go by
    their own owner's name. A request to prune several threads is refused: nothing in it tells here
    whether they go, or only their older states.
    """
    if "thread_id" not in value:
        raise Auth.exceptions.HTTPException(
            status_code=422,
            detail="Delete threads one by one: only so do their uploaded documents go along.",
        )
    settings = await asyncio.to_thread(_settings)
    await asyncio.to_thread(forget_uploads, str(value["thread_id"]), ctx.user.identity, settings)
    return _owned(ctx, value)


@auth.on.threads.create_run
async def own_runs(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType | None:  # noqa: ANN401
    """A run on a thread of one's own, while the user has not too many at work."""
    user = ctx.user.identity
    if user == LOCAL_USER:
        return None
    most = (await asyncio.to_thread(_settings)).max_runs_per_user
    others = await live_threads(user, str(value.get("thread_id") or ""), most=most)
    if others >= most:
        raise Auth.exceptions.HTTPException(
            status_code=429,
            detail=f"{most} runs of yours are at work, which is the most that this server allows "
            "(WELLREAD_MAX_RUNS_PER_USER): wait until one ends, or cancel one.",
        )
    return _owned(ctx, value)


@auth.on.assistants
async def own_assistants(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType | None:  # noqa: ANN401
    """Everybody reads the server's assistants; only their own can be changed."""
    mine = _owned(ctx, value)
    if mine is None:
        return None
    if ctx.action in {"create", "update"} and value.get("metadata"):
        value["metadata"].pop("created_by", None)
    if ctx.action in {"read", "search"}:
        return cast("Auth.types.FilterType", {"$or": [mine, SYSTEM]})  # its type lacks `$or`
    return mine


@auth.on.store
async def own_items(ctx: Auth.types.AuthContext, value: dict[str, Any]) -> None:
    """Every namespace of a user begins with the user's name; aegra adds it by itself."""
    user = ctx.user.identity
    namespace = tuple(value.get("namespace") or ())
    if user != LOCAL_USER and namespace[:1] != (user,):
        value["namespace"] = (user, *namespace)


def _owned(ctx: Auth.types.AuthContext, value: dict[str, Any]) -> dict[str, str] | None:
    """The filter for what is the user's; what is made or changed gets the user's name."""
    user = ctx.user.identity
    if user == LOCAL_USER:
        return None
    if ctx.action in {"create", "update", "create_run"}:
        if value.get("metadata") is None:
            value["metadata"] = {}
        value["metadata"]["owner"] = user
    return {"owner": user}


def _token_in(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")


def _user_with(token: str, settings: Settings) -> str | None:
    """Compares with every token, so that the time taken tells nothing."""
    found = None
    for user, expected in settings.tokens.items():
        if secrets.compare_digest(token.encode(), expected.get_secret_value().encode()):
            found = user
    return found


def _remedy(settings: Settings) -> str:
    if settings.tokens:
        return "Send a token of this server, as `Authorization: Bearer TOKEN` or as `X-Api-Key`."
    return (
        "This server has no tokens and answers its own machine alone. Give each user a token "
        "(WELLREAD_TOKENS), or name the page that asks in WELLREAD_ALLOWED_ORIGINS."
    )
