"""What a process imports: as early as it likes, and without searches for garbage."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import gc
import sys
from wellread import preload
from wellread.settings import load_settings
preload(load_settings({"openai_api_key": "none", "tavily_api_key": "none"}))
heavy = {"langchain_openai", "openai", "selectolax", "httpcore", "genai_prices", "tavily"}
print(*sorted(heavy & set(sys.modules)), gc.get_freeze_count() > 10_000)
"""


def test_what_a_first_run_would_import_can_be_imported_before_it() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [
        "genai_prices",
        "httpcore",
        "langchain_openai",
        "openai",
        "selectolax",
        "tavily",
        "True",
    ]


SERVED = """
import gc
searches = []
def heed(phase, told):
    if told["generation"] == 2 and not gc.get_freeze_count():
        searches.append(phase)
gc.callbacks.append(heed)
import graph.app
print(len(searches), gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


def test_what_a_server_imports_is_never_searched_for_garbage() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SERVED], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["0", "True", "True"]
