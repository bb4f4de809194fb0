"""A team's server: two aegra workers on PostgreSQL and Redis, of which one is killed.

    python -m bench.server --runs 30

The services are those of the tests, with a latency. Nothing here asserts: it measures and prints a
table. It needs what `docs/deploy.md` needs without Docker.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from archive.postgres_places import ask, refusal
from langgraph_sdk.client import LangGraphClient
from server.aegra import TIMES_S, Workers, missing, place
from server.running import GRAPH, Server
from services.server import Services

from bench.markdown import stamp, table

LATENCY_S = {"model": 0.6, "search": 0.3, "page": 0.2}
TOKEN = "ada-token-0123456789"  # noqa: S105 - of a server that lives as long as this
ENVIRONMENT = {
    "WELLREAD_TOKENS": json.dumps({"ada": TOKEN}),
    "WELLREAD_MAX_RUNS_PER_USER": "1000",
    "N_JOBS_PER_WORKER": "8",
}
POLL_S = 0.1
Started = list[tuple[str, str]]
"""Thread and run of each question."""


async def asked(client: LangGraphClient, lines: range) -> Started:
    """Queues a run for each number; no two runs make the same request."""
    started = []
    for number in lines:
        question = (
            f"How is line {number} of Ellmouth paid for, and what do tickets of {number} cost?"
        )
        thread = await client.threads.create()
        run = await client.runs.create(
            thread["thread_id"],
            GRAPH,
            input={"question": question},
            context={"auto_approve": True},
        )
        started.append((thread["thread_id"], run["run_id"]))
    return started


async def ended(client: LangGraphClient, started: Started) -> int:
    """How many of these runs end with a report."""
    good = 0
    for thread_id, run_id in started:
        await client.runs.join(thread_id, run_id)
        run = await client.runs.get(thread_id, run_id)
        values = (await client.threads.get_state(thread_id))["values"]
        good += run["status"] == "success" and bool(values["report"])  # type: ignore[call-overload]
    return good


def claims(workers: Workers) -> dict[str, tuple[str, str]]:
    """Status and worker of every run."""
    rows = ask("SELECT run_id, status, claimed_by FROM runs", place(workers.database))
    return {str(row["run_id"]): (row["status"], str(row["claimed_by"])) for row in rows}


async def recovered_s(workers: Workers, lost: set[str], dead: int) -> float:
    """Seconds until the last of the lost runs is at work with the other worker."""
    since = time.monotonic()
    while True:
        now = await asyncio.to_thread(claims, workers)
        waiting = [
            run_id
            for run_id in lost
            if now[run_id][0] == "pending" or f"-{dead}-worker-" in now[run_id][1]
        ]
        if not waiting:
            return time.monotonic() - since
        await asyncio.sleep(POLL_S)


def peak_mb(worker: Server) -> float:
    """The most memory that the process had."""
    status = Path(f"/proc/{worker.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


def asked_again(services: Services, killed_at_s: float) -> int:
    """Requests that cost money, were answered before the kill, and came again after it."""
    answered: set[str] = set()
    again = 0
    for entry in services.log.entries():
        request = entry.path + json.dumps(entry.request, sort_keys=True)
        if entry.kind == "page":
            continue
        if entry.started_s > killed_at_s:
            again += request in answered
        elif entry.ended_s is not None and entry.ended_s < killed_at_s:
            answered.add(request)
    return again


async def measured(runs: int, services: Services, workers: Workers) -> dict[str, str]:
    """The figures, by what they tell."""
    first, second = workers.both
    async with second.client(TOKEN) as client:
        begun = time.monotonic()
        undisturbed = await ended(client, await asked(client, range(runs)))
        took_s = time.monotonic() - begun
        started = await asked(client, range(runs, 2 * runs))
        ids = {run_id for _, run_id in started}
        while True:
            now = await asyncio.to_thread(claims, workers)
            lost = {each for each in ids if now[each] == ("running", now[each][1])}
            lost &= await asyncio.to_thread(workers.runs_of, first)
            if lost and sum(now[each][0] == "success" for each in ids) >= runs // 3:
                break
            await asyncio.sleep(POLL_S)
        memory = [peak_mb(worker) for worker in workers.both]
        dead, killed_at_s = first.pid, time.monotonic()
        first.kill()
        recovery_s = await recovered_s(workers, lost, dead)
        survived = await ended(client, started)
    begun = time.monotonic()
    first.start()
    boot_s = time.monotonic() - begun
    return {
        "runs a minute, two workers": f"{runs / took_s * 60:.1f}",
        "runs that ended well, undisturbed": f"{undisturbed} of {runs}",
        "runs that ended well, one worker killed": f"{survived} of {runs}",
        "runs at work in the killed worker": str(len(lost)),
        "seconds until all of those were the other's": f"{recovery_s:.1f}",
        "requests answered before the kill that came again (models, searches)": str(
            asked_again(services, killed_at_s)
        ),
        "calls answered twice in the ledger": str(len(workers.paid_twice())),
        "peak memory of a worker, MB": " and ".join(f"{each:.0f}" for each in memory),
        "seconds to start a worker": f"{boot_s:.1f}",
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    if reason := missing() or refusal():
        raise SystemExit(reason)
    with tempfile.TemporaryDirectory() as folder, Services() as services:
        services.faults.delays_s.update(LATENCY_S)
        environment = {**services.environment(), **ENVIRONMENT}
        with Workers(Path(folder), environment).running() as workers:
            figures = asyncio.run(measured(runs, services, workers))
    latency = ", ".join(f"{kind} {seconds} s" for kind, seconds in LATENCY_S.items())
    print(f"# A server of two workers\n\n{stamp()}, two workers of 8 runs at once")
    print(f"Latency of the services: {latency}. Lease {TIMES_S['LEASE_DURATION_SECONDS']} s.\n")
    print(table(("what", "figure"), figures.items()))


if __name__ == "__main__":
    main()
