"""The maker of wrong citations changes what it says it changes, and counts it."""

from typing import Any

import httpx
from services.hallucinations import INVENTED_ADDRESS, INVENTED_WORDS, Hallucinations
from services.model import Wanted
from services.server import Services

PROMPT = "\n".join(
    f'<evidence id="E{number}" mark="aa">\n{text}\n</evidence aa>'
    for number, text in enumerate(("Cranes load ships.", "Barges carry salt.", "Tugs pull."), 1)
)
WANTED = Wanted(PROMPT, None, "")


def draft() -> dict[str, Any]:
    return {"sentences": [{"sentence": "Cranes load ships.", "evidence": ["E1"]}]}


def test_without_a_share_nothing_is_changed() -> None:
    planted = Hallucinations(0.0)
    assert planted.spoil(WANTED, draft()) == draft()
    (drafted,) = planted.drafted
    assert (drafted.planted, drafted.rightly_cited) == (None, True)


def test_each_way_of_citing_wrongly_occurs_and_is_wrong() -> None:
    seen: dict[str, dict[str, Any]] = {}
    for seed in range(60):
        planted = Hallucinations(1.0, seed)
        (item,) = planted.spoil(WANTED, draft())["sentences"]
        (drafted,) = planted.drafted
        assert drafted.planted
        assert not drafted.rightly_cited
        seen[drafted.planted] = item
    assert seen["other"]["evidence"] in (["E2"], ["E3"])
    assert seen["beside"]["evidence"] in (["E1", "E2"], ["E1", "E3"])
    assert seen["missing"]["evidence"] == ["E97"]
    assert INVENTED_ADDRESS in seen["address"]["sentence"]


def test_a_quote_is_invented_and_kept_in_mind() -> None:
    planted = Hallucinations(1.0)
    answer = {"findings": [{"source": "P1", "quote": "Cranes load ships."}]}
    (finding,) = planted.spoil(WANTED, answer)["findings"]
    assert INVENTED_WORDS in finding["quote"]
    assert planted.invented == [finding["quote"]]
    assert planted.drafted == []


def test_the_same_seed_spoils_the_same() -> None:
    assert Hallucinations(0.5, 4).spoil(WANTED, draft()) == Hallucinations(0.5, 4).spoil(
        WANTED, draft()
    )


def test_a_program_switches_it_on_and_a_reset_off(services: Services) -> None:
    url = f"{services.url}/control"
    httpx.post(url, json={"hallucinate": 0.4, "seed": 2}, trust_env=False)
    assert services.model.spoiler == Hallucinations(0.4, 2)
    httpx.post(url, json={"reset": True}, trust_env=False)
    assert services.model.spoiler is None


def test_another_service_is_asked_in_the_models_place(services: Services) -> None:
    services.script("other", ["from far away"])
    with Services(upstream_url=services.url) as nearer:
        request = {"model": "m", "messages": [{"role": "user", "content": "Hello?"}]}
        reply = httpx.post(
            f"{nearer.url}/v1/chat/completions",
            json=request,
            headers={"Authorization": "Bearer x"},
            trust_env=False,
        )
    assert reply.json()["choices"][0]["message"]["content"] == "from far away"
    assert len(services.log.entries("model")) == 1
