"""Other people's code, awaited: it may raise anything, and take any time."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from wellread.errors import ServiceError

T = TypeVar("T")


async def answer_of(
    work: Awaitable[T], *, name: str, timeout_s: float, raised_as: type[ServiceError]
) -> T | BaseException:
    """What `work` gives, or whatever it raised, as a value: some errors come in groups.

    Raises:
        ServiceError: of the kind `raised_as`: it took longer than `timeout_s`.
    """
    try:
        async with asyncio.timeout(timeout_s):
            [answer] = await asyncio.gather(work, return_exceptions=True)
    except TimeoutError as error:
        raise raised_as(
            f"{name} did not answer within {timeout_s:g} s: try again later",
            service=name,
            transient=True,
        ) from error
    return answer
