"""The loopback server, asked as the product asks it."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openai
import pytest
from pydantic import BaseModel
from services.faults import Spoiling
from services.server import LOOP, Services


class Small(BaseModel):
    verdicts: list[str]


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def chat(services: Services) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        api_key="k", base_url=services.openai_base_url, max_retries=0, timeout=60
    ) as client:
        yield client


def say(client: openai.OpenAI, model: str = "m") -> str:
    answer = client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "hello"}]
    )
    return answer.choices[0].message.content or ""


def search(services: Services, web: httpx.Client, **body: object) -> httpx.Response:
    return web.post(f"{services.url}/search", json=body, headers={"Authorization": "Bearer k"})


def test_the_openai_client_gets_answers_tokens_models_and_embeddings(
    services: Services, chat: openai.OpenAI
) -> None:
    assert say(chat) == "OK."
    assert "gpt-5.4" in [model.id for model in chat.models.list()]
    vectors = chat.embeddings.create(model="e", input=["red tram", "red tram", "apple"]).data
    assert vectors[0].embedding == vectors[1].embedding != vectors[2].embedding
    assert [entry.kind for entry in services.log.entries()] == ["model", "other", "embedding"]


def test_a_stream_gives_the_same_answer_and_its_usage(chat: openai.OpenAI) -> None:
    chunks = list(
        chat.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "hello"}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    told = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert told == "OK."
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.prompt_tokens > 0


def test_a_schema_is_answered_and_its_purpose_logged(
    services: Services, chat: openai.OpenAI
) -> None:
    parsed = chat.chat.completions.parse(
        model="m", messages=[{"role": "user", "content": "x"}], response_format=Small
    )
    assert parsed.choices[0].message.parsed == Small(verdicts=[])
    entry = services.log.entries("model", "check")[0]
    assert (entry.model, entry.schema, entry.status) == ("m", "Small", 200)


def test_wrong_keys_and_unknown_models_are_refused(services: Services, chat: openai.OpenAI) -> None:
    with pytest.raises(openai.AuthenticationError):
        say(chat.with_options(api_key="wrong-key"))
    with pytest.raises(openai.NotFoundError):
        say(chat, model="missing-model")
    services.faults.key = "right"
    with pytest.raises(openai.AuthenticationError):
        say(chat)
    assert say(chat.with_options(api_key="right")) == "OK."


def test_the_next_calls_get_the_statuses_they_were_told(
    services: Services, chat: openai.OpenAI
) -> None:
    services.faults.answer_with("model", 429, 200, 500)
    services.faults.retry_after = "7"
    with pytest.raises(openai.RateLimitError) as refused:
        say(chat)
    assert refused.value.response.headers["retry-after"] == "7"
    assert say(chat) == "OK."
    with pytest.raises(openai.InternalServerError):
        say(chat)
    assert say(chat) == "OK."
    assert [entry.status for entry in services.log.entries()] == [429, 200, 500, 200]


def test_a_share_of_calls_fails_evenly(services: Services, web: httpx.Client) -> None:
    services.faults.share("search", 429, 0.25)
    services.faults.share("search", 500, 0.25)
    got = [search(services, web, query="tram").status_code for _ in range(20)]
    assert (got.count(429), got.count(500), got.count(200)) == (5, 5, 10)


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("prose", "Certainly!"),
        ("broken", "O"),
        ("empty", ""),
        ("fenced", "```"),
        ("wrong_schema", "answer"),
    ],
)
def test_answers_can_be_spoiled(
    services: Services, chat: openai.OpenAI, way: Spoiling, told: str
) -> None:
    services.faults.spoil("model", way)
    spoiled = say(chat)
    assert told in spoiled
    assert spoiled != "OK."
    assert say(chat) == "OK."


def test_a_held_call_waits_until_it_is_released(services: Services, chat: openai.OpenAI) -> None:
    services.faults.hold("model", nth=2)
    assert say(chat) == "OK."
    told: list[str] = []
    asking = threading.Thread(target=lambda: told.append(say(chat)))
    asking.start()
    held = services.log.wait_for(1, held=True)[0]
    assert held.number == 2
    assert held.status is None
    assert told == []
    services.faults.release()
    asking.join(timeout=60)
    assert told == ["OK."]


def test_calls_at_the_same_time_are_counted(services: Services, chat: openai.OpenAI) -> None:
    services.faults.hold("model", nth=1)
    services.faults.hold("model", nth=2)
    asking = [threading.Thread(target=say, args=(chat,)) for _ in range(2)]
    for thread in asking:
        thread.start()
    services.log.wait_for(2, held=True)
    services.faults.release()
    for thread in asking:
        thread.join(timeout=60)
    assert services.log.peak("model") == 2


def test_search_results_lead_to_pages(services: Services, web: httpx.Client) -> None:
    found = search(
        services, web, query="Harrow dam height", max_results=3, include_raw_content=True
    ).json()["results"]
    assert len(found) == 3
    assert "47 metres" in found[0]["raw_content"]
    page = web.get(found[0]["url"])
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "47 metres" in page.text
    services.faults.raw_content = False
    again = search(services, web, query="Harrow dam height", include_raw_content=True).json()
    assert again["results"][0]["raw_content"] is None
    assert services.log.entries("search")[0].query == "Harrow dam height"


def test_neighbouring_pages_have_different_hosts_that_the_settings_allow(
    services: Services,
) -> None:
    hosts = {httpx.URL(services.page_url(number)).netloc.decode() for number in range(1, 7)}
    assert hosts == set(services.private_hosts)
    assert services.settings["allowed_private_hosts"] == services.private_hosts


def test_a_bad_search_is_refused_as_the_real_service_does(
    services: Services, web: httpx.Client
) -> None:
    assert search(services, web, query="x" * 401).status_code == 400
    assert search(services, web, query=" ").status_code == 400
    assert search(services, web, query="tram", max_results=21).status_code == 400
    assert web.post(f"{services.url}/search", json={"query": "tram"}).status_code == 401


def test_pages_are_extracted_and_unknown_ones_named(services: Services, web: httpx.Client) -> None:
    urls = [services.page_url(4), f"{services.url}/page/99"]
    told = web.post(
        f"{services.url}/extract", json={"urls": urls}, headers={"Authorization": "Bearer k"}
    ).json()
    assert told["results"][0]["url"] == urls[0]
    assert told["failed_results"][0]["url"] == urls[1]
    assert web.get(urls[1]).status_code == 404


def test_faults_and_scripts_can_be_set_over_http(services: Services, web: httpx.Client) -> None:
    def control(**order: object) -> None:
        assert web.post(f"{services.url}/control", json=order).status_code == 200

    control(statuses={"search": [503]}, delays_s={"page": 0.001}, retry_after="2")
    refused = search(services, web, query="tram")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    control(scripts={"other": ["scripted"]})
    asked = {"model": "m", "messages": []}
    chat = f"{services.url}/v1/chat/completions"
    told = web.post(chat, json=asked, headers={"Authorization": "Bearer k"}).json()
    assert told["choices"][0]["message"]["content"] == "scripted"
    entries = web.get(f"{services.url}/log").json()["entries"]
    assert [entry["kind"] for entry in entries] == ["search", "model"]
    control(reset=True)
    assert web.get(f"{services.url}/log").json()["entries"] == []


def test_a_broken_body_is_refused(services: Services, web: httpx.Client) -> None:
    assert web.post(f"{services.url}/search", content=b"{").status_code == 400


def test_the_file_tells_of_arrival_and_answer(
    services: Services, web: httpx.Client, tmp_path: Path
) -> None:
    search(services, web, query="tram")
    lines = (tmp_path / "services.jsonl").read_text().splitlines()
    assert [json.loads(line)["status"] for line in lines] == [None, 200]


def test_it_runs_as_a_program() -> None:
    tests = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-m", "services.server", "--port", "0"],
        cwd=tests,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        address = program.stdout.readline().strip()
        assert httpx.get(f"{address}/page/1", timeout=60, trust_env=False).status_code == 200
        program.terminate()


def test_tests_cannot_leave_this_machine() -> None:
    with socket.socket() as used, pytest.raises(RuntimeError, match="loopback"):
        used.connect(("192.0.2.1", 80))


def test_calls_that_go_wrong_by_chance_are_the_same_in_any_order(
    services: Services, web: httpx.Client
) -> None:
    services.faults.at_random("search", 500, 429, share=0.3, seed=7)
    queries = [f"tram {number}" for number in range(40)]
    got = {query: search(services, web, query=query).status_code for query in queries}
    again = [search(services, web, query=query).status_code for query in queries]
    assert 4 <= sum(status != 200 for status in got.values()) <= 20
    assert set(got.values()) == {200, 429, 500}
    assert again != list(got.values())
    with Services() as other:
        other.faults.at_random("search", 500, 429, share=0.3, seed=7)
        backwards = {
            query: search(other, web, query=query).status_code for query in reversed(queries)
        }
    assert backwards == got


def test_an_answer_that_is_cut_off_breaks_the_connection(
    services: Services, web: httpx.Client
) -> None:
    services.faults.at_random("search", "cut", share=1)
    with pytest.raises(httpx.RemoteProtocolError):
        search(services, web, query="tram")
    assert services.log.entries()[0].gone


def test_a_call_that_stalls_is_not_answered_before_it_is_released(
    services: Services, web: httpx.Client
) -> None:
    services.faults.at_random("search", "stall", share=1)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(search, services, web, query="tram")
        services.log.wait_for(1, held=True)
        assert not late.done()
        services.faults.release()
        assert late.result().status_code == 200


def streamed(client: openai.OpenAI) -> str:
    told = ""
    chunks = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "hello"}], stream=True
    )
    for chunk in chunks:
        told += chunk.choices[0].delta.content or ""
    return told


def test_a_streamed_answer_has_ended_with_its_last_piece(
    services: Services, chat: openai.OpenAI
) -> None:
    services.faults.delays_s["model"] = 0.01
    services.faults.streamed_share = 0.9
    assert streamed(chat) == "OK."
    (entry,) = services.log.wait_for(1, status=200)
    assert entry.begun_s is not None
    assert entry.ended_s is not None
    assert entry.started_s < entry.begun_s <= entry.ended_s
    assert entry.coming_s == pytest.approx(0.009)


def test_a_stream_that_is_cut_breaks_after_its_first_pieces(
    services: Services, chat: openai.OpenAI
) -> None:
    services.faults.at_random("model", "cut", share=1)
    with pytest.raises(openai.APIConnectionError):
        streamed(chat)
    assert services.log.entries()[0].begun_s is not None


def test_a_stream_that_falls_silent_stays_so_until_it_is_released(
    services: Services, chat: openai.OpenAI
) -> None:
    services.faults.at_random("model", "silence", share=1)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(streamed, chat)
        services.log.wait_for(1, held=True)
        assert not late.done()
        services.faults.release()
        with pytest.raises(openai.APIConnectionError):
            late.result()


def test_a_page_can_lead_to_itself_for_ever(services: Services, web: httpx.Client) -> None:
    with pytest.raises(httpx.TooManyRedirects):
        web.get(f"{services.url}{LOOP}", follow_redirects=True)
