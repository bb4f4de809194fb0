"""A process that pays: `payer.py sqlite|postgres PLACE MODE COUNT BUDGET_USD NAME`.

With the mode `hang` the calls never end; else each prints `paid` or `refused`. `ready` is printed
when the archive is open, and the paying begins with a line on stdin.
"""

import asyncio
import sys
from pathlib import Path

from archive.postgres_places import URL

from wellread.archive.contract import Archive, Budget, PaidAnswer, PaidCall
from wellread.archive.postgres import open_postgres
from wellread.archive.sqlite import open_archive
from wellread.errors import LimitReached


async def opened(kind: str, place: str) -> Archive:
    if kind == "sqlite":
        return await open_archive(Path(place))
    return await open_postgres(URL, schema=place)


async def main(kind: str, place: str, mode: str, count: str, budget: str, name: str) -> None:
    archive = await opened(kind, place)
    print("ready", flush=True)
    sys.stdin.readline()

    async def make() -> PaidAnswer:
        print("calling", flush=True)
        if mode == "hang":
            await asyncio.Event().wait()
        return PaidAnswer(body=name, cost_usd=0.01)

    async def pay(number: int) -> str:
        call = PaidCall(
            kind="model",
            service="m",
            turn_id="turn",
            role="plan",
            request=f"{name} {number}",
            worst_cost_usd=0.01,
            budget=Budget(max_cost_usd=float(budget)),
        )
        try:
            await archive.ledger.pay(call, make)
        except LimitReached:
            return "refused"
        return "paid"

    print(*await asyncio.gather(*(pay(number) for number in range(int(count)))), sep="\n")
    await archive.close()


asyncio.run(main(*sys.argv[1:]))
