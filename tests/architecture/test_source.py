"""House rules that a reader would otherwise have to believe."""

import ast
import io
import re
import statistics
import subprocess
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = tuple(
    path for package in ("wellread", "graph", "agents") for path in (ROOT / package).rglob("*.py")
)
TESTS = tuple((ROOT / "tests").rglob("*.py"))
MAX_FILE_LINES = 400
MAX_MEDIAN_FILE_LINES = 150
MAX_FUNCTION_LINES = 60
MAX_BROAD_FILES = 2
BROAD = {"Exception", "BaseException"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text)))


def dotted(node: ast.AST) -> str:
    """`os.environ` for the expression that reads so; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def named(text: str, names: set[str]) -> set[str]:
    """Which of `names` the source uses, as an expression or by `from module import name`."""
    said = {dotted(node) for node in nodes(text)}
    said |= {
        f"{node.module}.{alias.name}"
        for node in nodes(text)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return said & names


def users(names: set[str], *, but: Path) -> dict[str, set[str]]:
    """The product's files that use one of `names`, leaving out the file or folder `but`."""
    found = {
        relative(path): named(source(path), names)
        for path in PRODUCT
        if path != but and but not in path.parents
    }
    return {path: said for path, said in found.items() if said}


def swallows_everything(text: str) -> bool:
    """Whether a handler takes errors of every kind and does not end by raising them again."""
    for node in nodes(text):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            broad = any(kind is None or dotted(kind) in BROAD for kind in kinds)
            last = node.body[-1]
            if broad and not (isinstance(last, ast.Raise) and last.exc is None):
                return True
    return False


def long_functions(text: str) -> list[str]:
    return [
        node.name
        for node in nodes(text)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION_LINES
    ]


def unfinished(text: str) -> list[str]:
    return [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and UNFINISHED.search(token.string)
    ]


def test_only_the_settings_read_the_environment() -> None:
    names = {"os.environ", "os.environb", "os.getenv", "os.putenv"}

    assert users(names, but=ROOT / "wellread" / "settings.py") == {}


def test_only_the_command_line_touches_the_terminal() -> None:
    names = {"print", "input", "sys.stdout", "sys.stderr", "sys.stdin"}

    assert users(names, but=ROOT / "wellread" / "cli") == {}


def test_only_the_layout_touches_the_import_path() -> None:
    assert users({"sys.path"}, but=ROOT / "wellread" / "_layout.py") == {}


@pytest.mark.parametrize(
    "text",
    ["from os import environ", "import os\nos.environ['KEY']", "import os\nf(os.environ.get)"],
)
def test_a_use_is_found_however_it_is_written(text: str) -> None:
    assert named(text, {"os.environ"}) == {"os.environ"}


def test_errors_of_every_kind_are_swallowed_at_two_boundaries_only() -> None:
    """The top of the command line, and the branch whose failure must not cancel its siblings."""
    broad = sorted(relative(path) for path in PRODUCT if swallows_everything(source(path)))

    assert len(broad) <= MAX_BROAD_FILES, broad
    assert all(name.startswith(("wellread/cli/", "graph/")) for name in broad), broad


@pytest.mark.parametrize(
    ("handler", "swallows"),
    [
        ("except:\n    g()", True),
        ("except Exception as error:\n    g()", True),
        ("except (OSError, BaseException):\n    g()", True),
        ("except (OSError, ValueError):\n    g()", False),
        ("except BaseException:\n    g()\n    raise", False),
    ],
)
def test_a_swallowing_handler_is_told_from_others(handler: str, *, swallows: bool) -> None:
    assert swallows_everything(f"try:\n    f()\n{handler}\n") is swallows


def test_files_stay_small() -> None:
    sizes = {relative(path): source(path).count("\n") for path in (*PRODUCT, *TESTS)}
    product = [sizes[relative(path)] for path in PRODUCT]

    assert {path: size for path, size in sizes.items() if size > MAX_FILE_LINES} == {}
    assert statistics.median(product) <= MAX_MEDIAN_FILE_LINES


def test_functions_stay_small() -> None:
    found = {relative(path): long_functions(source(path)) for path in (*PRODUCT, *TESTS)}

    assert {path: names for path, names in found.items() if names} == {}


def test_nothing_is_left_for_later() -> None:
    found = {relative(path): unfinished(source(path)) for path in (*PRODUCT, *TESTS)}

    assert {path: comments for path, comments in found.items() if comments} == {}


def test_everything_public_has_a_docstring() -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select",
            "D10",
            "--ignore",
            "D105,D107",
            "wellread",
            "graph",
            "agents",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout
