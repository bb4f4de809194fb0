from pathlib import Path

import pytest
from services.server import Services

from wellread.cli.service_checks import check_models, check_searches
from wellread.settings import Settings, load_settings


def configured(services: Services, tmp_path: Path, **flags: object) -> Settings:
    return load_settings({**services.settings, "data_dir": tmp_path / "data", **flags})


async def test_the_model_of_each_role_is_tried(services: Services, tmp_path: Path) -> None:
    checks = await check_models(configured(services, tmp_path), False)
    assert [(check.name, check.status) for check in checks] == [
        ("planner model", "ok"),
        ("fast model", "ok"),
        ("smart model", "ok"),
    ]


async def test_a_model_that_stands_in_is_tried_too(services: Services, tmp_path: Path) -> None:
    settings = configured(services, tmp_path, smart_fallback_model="openai:gpt-4.1")
    *_, check = await check_models(settings, False)
    assert (check.name, check.status) == ("smart fallback model", "ok")
    assert "gpt-4.1" in check.message


async def test_a_model_that_cannot_be_reached_is_named(services: Services, tmp_path: Path) -> None:
    nowhere = configured(services, tmp_path, fast_model="no colon")
    planner, fast, smart = await check_models(nowhere, False)
    assert (planner.status, fast.status, smart.status) == ("ok", "failed", "ok")
    assert "no colon" in fast.message


@pytest.mark.parametrize(("models", "words"), [("auto", "OPENAI_API_KEY"), ("off", "`models`")])
async def test_without_a_model_doctor_says_what_is_missing(
    tmp_path: Path, models: str, words: str
) -> None:
    (check,) = await check_models(load_settings({"data_dir": tmp_path, "models": models}), False)
    assert check.status == "missing"
    assert words in check.message


async def test_a_search_is_made_only_when_it_may_cost_money(
    services: Services, tmp_path: Path
) -> None:
    settings = configured(services, tmp_path)
    (unpaid,) = await check_searches(settings, False)
    assert unpaid.status == "not_tried"
    assert "--paid" in unpaid.message
    assert services.log.entries() == []
    (paid,) = await check_searches(settings, True)
    assert paid.status == "ok"


async def test_without_a_search_doctor_says_what_is_missing(tmp_path: Path) -> None:
    (check,) = await check_searches(load_settings({"data_dir": tmp_path}), True)
    assert check.status == "missing"
    assert "TAVILY_API_KEY" in check.message


async def test_a_malformed_retriever_is_a_fault_without_paying(tmp_path: Path) -> None:
    (check,) = await check_searches(load_settings({"retriever": "nonsense"}), False)
    assert check.status == "failed"
    assert "nonsense" in check.message


async def test_the_embedding_model_is_tried(services: Services, tmp_path: Path) -> None:
    name = "openai:text-embedding-3-small"
    settings = configured(services, tmp_path, models="off", embedding_model=name)
    models, embedding = await check_models(settings, False)
    assert (models.name, models.status) == ("models", "missing")
    assert (embedding.name, embedding.status) == ("embedding model", "ok")


async def test_an_embedding_model_that_is_not_known_is_a_fault(tmp_path: Path) -> None:
    settings = load_settings({"data_dir": tmp_path, "embedding_model": "word2vec"})
    _, embedding = await check_models(settings, False)
    assert embedding.status == "failed"
    assert "word2vec" in embedding.message
