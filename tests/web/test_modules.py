"""The page's pure modules, by Node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

from wellread.web.static_files import FOLDER

NODE = shutil.which("node")
TESTS = sorted((Path(__file__).parent / "modules").glob("*.test.js"))


@pytest.mark.skipif(NODE is None, reason="Node.js is not installed")
def test_the_pages_pure_modules_pass_their_tests(tmp_path: Path) -> None:
    for path in (*FOLDER.glob("*.js"), *TESTS):
        shutil.copy(path, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    ran = subprocess.run(
        [str(NODE), "--test", *(path.name for path in TESTS)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert "# fail 0" in ran.stdout
