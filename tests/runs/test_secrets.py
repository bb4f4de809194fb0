"""No key ever stands in what a run keeps or says."""

import json
from pathlib import Path

from runs.desk import Desk
from services.server import Services

from wellread.settings import load_settings

MODEL_KEY, SEARCH_KEY = "sk-ellmouth-9f31c2d7", "tvly-ellmouth-70b1aa"
QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_keys_stand_neither_in_files_nor_in_events(
    services: Services, data_dir: Path
) -> None:
    flags = {
        **services.settings,
        "data_dir": data_dir,
        "openai_api_key": MODEL_KEY,
        "tavily_api_key": SEARCH_KEY,
        "model_tries": 1,
    }
    services.faults.answer_with("search", 401, 500)
    services.faults.answer_with("model:extract", 401, 400)
    services.faults.answer_with("model:write", 500)
    ended = await Desk(load_settings(flags)).ask(QUESTION)
    assert ended.report.failures
    said = json.dumps([event.model_dump(mode="json") for event in ended.events])
    files = files_in(data_dir)
    assert files.keys() >= {"archive.sqlite3", "checkpoints.sqlite3"}
    for key in (MODEL_KEY, SEARCH_KEY):
        assert key not in said
        assert key not in ended.report.markdown
        assert not [name for name, content in files.items() if key.encode() in content]
