"""How fast, cheap and well founded whole runs are, beside other systems on the same services.

    python -m bench.speed --base-url http://127.0.0.1:8900 --at-once 8 --beside "other=run_other.py"

Each measurement is a process of its own; what it asked for is read off the services' own log. A
system beside ours is a program as `asked.py` describes. Rounds of the systems alternate, so that
a machine that slows down slows down all of them. Nothing here asserts: it prints a table.
"""

import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.server import Services

from bench import request_log
from bench.against import MODELS, PRIVATE_HOSTS
from bench.markdown import stamp, table
from bench.runs import QUESTIONS

OURS = "wellread"
SEARCH_USD = 0.008
"""Of one basic search (list price of 2026-11)."""
FIGURES = {
    "wall, s": "wall_s",
    "longest chain of requests, s": "chain_s",
    "wall / chain": "wall_over_chain",
    "idle, s": "idle_s",
    "first finding with its quote, s": "first_finding_s",
    "first checked section, s": "first_section_s",
    "CPU beyond import, s": "cpu_s",
    "peak memory, MB": "memory_mb",
    "longest stall of the event loop, ms": "stall_ms",
    "import, s": "import_s",
    "model calls": "model_calls",
    "most model calls at once": "model_calls_at_once",
    "prompt tokens": "prompt_tokens",
    "completion tokens": "completion_tokens",
    "searches": "searches",
    "models, USD": "model_usd",
    "models and searches, USD": "cost_usd",
    "sources read": "sources_read",
    "sources cited": "sources_cited",
    "cited that were not read": "cited_unread",
    "words of the report": "words",
    "claims": "claims",
    "share of claims checked": "checked_share",
}
CROWD_HEADS = (
    "at once",
    "wall, s",
    "/ wall of one",
    "own wall / its question's alone, median",
    "own wall, median, s",
    "p95, s",
    "runs a minute",
    "CPU, s",
    "peak memory, MB",
    "stall, ms",
    "most model calls at once",
)
READ_IS_FETCHED = (
    "Sources read are pages that were fetched: a system that goes by the text in the answers of "
    "its searches has read none, and all that it cites counts as not read."
)
Row = dict[str, float]
NOTHING: Mapping[str, float] = {}


def measured(
    command: Sequence[str],
    questions: Sequence[str],
    base_url: str,
    alone_s: Mapping[str, float] = NOTHING,
) -> Row:
    """The figures of one process that asks all questions at once.

    Of several, `alone_s` tells how long each question takes when it is asked alone.
    """
    request_log.reset(base_url, questions)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        asked = [part for question in questions for part in ("--question", question)]
        with (Path(folder) / "log").open("w") as log:
            running = subprocess.Popen(
                [*command, "--out", str(out), *asked],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment(base_url),
            )
            _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode or not out.exists():
            tail = (Path(folder) / "log").read_text(errors="replace")[-2_000:]
            raise SystemExit(f"{command} ended with {running.returncode}:\n{tail}")
        told = json.loads(out.read_text(encoding="utf-8"))
    return figures(told, used, request_log.requests(base_url), alone_s)


def figures(
    told: dict[str, Any],
    used: resource.struct_rusage,
    found: Sequence[request_log.Request],
    alone_s: Mapping[str, float],
) -> Row:
    """One row: what the process told, what the system counted, what the services saw."""
    runs = told["runs"]
    wall_s = max(run["ended"] for run in runs) - min(run["started"] for run in runs)
    chain_s = request_log.chain_s(found)
    calls = [one for one in found if one.kind == "model"]
    searches = sum(one.kind == "search" for one in found)
    model_usd = request_log.model_usd(found)
    read = request_log.pages_read(found)
    cited = [
        {
            urlsplit(url.rstrip(".,;")).path
            for url in request_log.URL.findall(run.get("report") or "")
        }
        for run in runs
    ]
    row = {
        "wall_s": wall_s,
        "chain_s": chain_s,
        "wall_over_chain": wall_s / chain_s if chain_s else 0.0,
        "idle_s": wall_s - request_log.busy_s(found),
        "cpu_s": used.ru_utime + used.ru_stime - told.get("import_cpu_s", 0.0),
        "memory_mb": used.ru_maxrss / 1024,
        "stall_ms": told.get("stall_ms", told.get("loop_lag_max_ms", 0.0)),
        "import_s": told.get("import_s", 0.0),
        "model_calls": len(calls),
        "model_calls_at_once": request_log.most_at_once(calls),
        "prompt_tokens": sum(one.prompt_tokens for one in calls),
        "completion_tokens": sum(one.completion_tokens for one in calls),
        "searches": searches,
        "model_usd": model_usd,
        "cost_usd": model_usd + searches * SEARCH_USD,
        "sources_read": len(read),
        "sources_cited": median(len(paths & read) for paths in cited),
        "cited_unread": sum(len(paths - read) for paths in cited),
        "words": median(len((run.get("report") or "").split()) for run in runs),
    }
    for name in ("first_finding_s", "first_section_s", "claims"):
        if name in runs[0]:
            row[name] = median(run[name] for run in runs)
    if "checked" in runs[0]:
        stated = sum(run["claims"] for run in runs)
        row["checked_share"] = sum(run["checked"] for run in runs) / max(1, stated)
    if len(runs) > 1:
        own = sorted(run["ended"] - run["started"] for run in runs)
        row |= {
            "own_median_s": median(own),
            "own_p95_s": own[int(0.95 * (len(own) - 1))],
            "own_over_alone": median(
                (run["ended"] - run["started"]) / alone_s[run["question"]] for run in runs
            ),
        }
    return row


def environment(base_url: str) -> dict[str, str]:
    """Every system's settings point to the services; its models are as a peer's defaults."""
    own = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return own | {
        "OPENAI_API_KEY": "bench",
        "OPENAI_BASE_URL": f"{base_url}/v1",
        "OPENAI_API_BASE": f"{base_url}/v1",
        "TAVILY_API_KEY": "tvly-bench",
        "TAVILY_BASE_URL": base_url,
        **{f"WELLREAD_{name.upper()}": model for name, model in MODELS.items()},
        "WELLREAD_ALLOWED_PRIVATE_HOSTS": json.dumps(PRIVATE_HOSTS),
        "LANGSMITH_TRACING": "false",
    }


def alternating(
    systems: Mapping[str, Sequence[str]], questions: Sequence[str], runs: int, base_url: str
) -> dict[str, list[Row]]:
    """What each system's runs took, question by question, again and again."""
    rows: dict[str, list[Row]] = {name: [] for name in systems}
    for number in range(runs):
        for question in questions:
            for name, command in systems.items():
                row = measured(command, [question], base_url)
                rows[name].append(row)
                print(f"{name} {number + 1}: {row}", file=sys.stderr, flush=True)
    return rows


def middle(rows: Sequence[Row]) -> Row:
    """The median of each figure."""
    return {name: median(row[name] for row in rows) for name in rows[0]}


def side_by_side(columns: dict[str, Row]) -> str:
    """The systems' medians."""
    rows = [
        (label, *(shown(column.get(name)) for column in columns.values()))
        for label, name in FIGURES.items()
    ]
    return table(
        ("median", *columns), [row for row in rows if any(each != "–" for each in row[1:])]
    )


def crowd_table(rows: dict[int, Row], alone_s: float) -> str:
    """Several runs at once in one process."""
    lines = []
    for count, row in rows.items():
        values = (
            row["wall_s"],
            row["wall_s"] / alone_s,
            row.get("own_over_alone", 1.0),
            row.get("own_median_s", row["wall_s"]),
            row.get("own_p95_s", row["wall_s"]),
            60 * count / row["wall_s"],
            row["cpu_s"],
            row["memory_mb"],
            row["stall_ms"],
            row["model_calls_at_once"],
        )
        lines.append((count, *(shown(value) for value in values)))
    return table(CROWD_HEADS, lines, text=())


def startup_table(times: int) -> str:
    """Starting and importing, each beside what it is compared with."""
    python = sys.executable
    cases = {
        "a bare interpreter": [python, "-c", "pass"],
        "wellread --help": [str(Path(python).parent / "wellread"), "--help"],
        "import langgraph.graph, langchain_core.messages": [
            python, "-c", "import langgraph.graph, langchain_core.messages",
        ],
        "import graph.app": [python, "-c", "import graph.app"],
    }  # fmt: skip
    took: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(times):
        for name, command in cases.items():
            begun_s = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            took[name].append(time.perf_counter() - begun_s)
    medians = {name: median(values) for name, values in took.items()}
    bare, _, ground, _ = medians.values()
    rows = [
        (name, f"{seconds:.3f}", f"{seconds / (ground if 'import' in name else bare):.2f}")
        for name, seconds in medians.items()
    ]
    return table(("start", "s", "times"), rows)


def shown(value: float | None) -> str:
    """A figure with as many places as it deserves."""
    if value is None:
        return "–"
    return f"{value:,.4f}" if abs(value) < 0.1 and value else f"{value:,.2f}".removesuffix(".00")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", help="services to run against; default: the tests' own")
    parser.add_argument("--question", action="append", help="repeatable")
    parser.add_argument("--runs", type=int, default=3, help="of each question and system")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--at-once", action="append", type=int, default=[], metavar="N")
    parser.add_argument("--starts", type=int, default=9, help="process starts; 0 leaves them out")
    return parser.parse_args()


def main() -> None:
    """Measures and prints the tables."""
    given = arguments()
    systems = {OURS: [sys.executable, "-m", "bench.asked"]}
    for beside in given.beside:
        name, _, command = beside.partition("=")
        systems[name] = shlex.split(command)
    with ExitStack() as stack:
        base_url = given.base_url or stack.enter_context(Services()).url
        questions = given.question or list(QUESTIONS)
        rows = alternating(systems, questions, given.runs, base_url)
        columns = {name: middle(measurements) for name, measurements in rows.items()}
        crowds = {1: columns[OURS]}
        alone_s = {
            question: median(row["wall_s"] for row in rows[OURS][place :: len(questions)])
            for place, question in enumerate(questions)
        }
        for count in given.at_once:
            asked = [questions[place % len(questions)] for place in range(count)]
            crowds[count] = measured(systems[OURS], asked, base_url, alone_s)
            print(f"{count} at once: {crowds[count]}", file=sys.stderr, flush=True)
    print("# Speed, cost and evidence\n")
    print(f"{stamp()}; {given.runs} runs of each of {len(questions)} questions\n")
    print(side_by_side(columns))
    print(f"\n{READ_IS_FETCHED}")
    for name, column in columns.items():
        if name != OURS:
            ratios = {
                "wall": columns[OURS]["wall_s"] / column["wall_s"],
                "first finding over its wall": columns[OURS]["first_finding_s"] / column["wall_s"],
                "first section over its wall": columns[OURS]["first_section_s"] / column["wall_s"],
                "cost": columns[OURS]["cost_usd"] / column["cost_usd"],
                "sources read": columns[OURS]["sources_read"] / max(1, column["sources_read"]),
            }
            told = ", ".join(f"{label} {value:.2f}" for label, value in ratios.items())
            print(f"\n{OURS} over {name}: {told}.")
    if len(crowds) > 1:
        print("\n" + crowd_table(crowds, columns[OURS]["wall_s"]))
    if given.starts:
        print("\n" + startup_table(given.starts))


if __name__ == "__main__":
    main()
