"""Chat models over a loopback server: what is sent, what is paid, what an error says."""

import asyncio
import json
from pathlib import Path

import pytest
from models.house import GOOD, SECRET, WANTED, Fact, House, SimpleFact, request
from models.loopback import Answer, LoopbackModel, called, refused, said

from wellread.archive.contract import Budget
from wellread.archive.sqlite import open_archive
from wellread.errors import (
    LimitReached,
    ModelError,
    ModelOutputError,
    SettingsError,
)


async def test_an_answer_is_asked_for_by_strict_schema_and_paid_once(house: House) -> None:
    async with LoopbackModel([said(GOOD)]) as server:
        models = house.models(server)
        assert await models.ask(request()) == WANTED
        assert await models.ask(request()) == WANTED
    [sent] = server.requests
    assert sent["response_format"]["type"] == "json_schema"
    schema = sent["response_format"]["json_schema"]
    assert (schema["name"], schema["strict"]) == ("Fact", True)
    assert schema["schema"]["additionalProperties"] is False
    assert schema["schema"]["required"] == ["statement", "year"]
    assert sent["model"] == "gpt-5.4-mini"
    assert (sent["max_completion_tokens"], sent["max_tokens"]) == (300, 300)
    assert "reasoning_effort" not in sent
    assert not sent.get("stream")
    [row] = await house.rows()
    assert (row.status, row.reused, row.call.role) == ("answered", 1, "extract")


async def test_the_ledger_keeps_tokens_and_cost_and_never_the_key(house: House) -> None:
    async with LoopbackModel([said(GOOD)]) as server:
        await house.models(server).ask(request())
    [row] = await house.rows()
    assert row.answer is not None
    counts = row.answer.model_dump(include={"prompt_tokens", "cached_tokens", "reasoning_tokens"})
    assert counts == {"prompt_tokens": 1000, "cached_tokens": 800, "reasoning_tokens": 40}
    # 200 full and 800 cached prompt tokens, 100 completion tokens of gpt-5.4-mini.
    assert row.answer.cost_usd == pytest.approx((200 * 0.75 + 800 * 0.075 + 100 * 4.5) / 1e6)
    assert row.call.worst_cost_usd is not None
    assert row.call.worst_cost_usd > 300 * 4.5 / 1e6
    assert row.answer.seconds > 0
    assert SECRET not in row.model_dump_json()


async def test_a_stored_answer_is_read_by_another_process_without_any_server(
    house: House,
) -> None:
    async with LoopbackModel([said(GOOD)]) as server:
        await house.models(server).ask(request())
    assert await house.models(None).ask(request()) == WANTED


async def test_an_unknown_model_costs_an_unknown_sum_not_nothing(house: House) -> None:
    async with LoopbackModel([said(GOOD)]) as server:
        models = house.models(server, fast_model="openai:llama-of-mine")
        await models.ask(request())
        with pytest.raises(LimitReached, match="setting `prices`"):
            await models.ask(request(user="Another.", budget=Budget(max_cost_usd=1)))
    usage = await house.archive.ledger.usage("turn")
    assert (usage.unpriced_calls, usage.cost_usd) == (1, 0.0)


async def test_a_server_that_counts_no_tokens_leaves_the_cost_unknown(house: House) -> None:
    async with LoopbackModel([said(GOOD, usage=False)]) as server:
        await house.models(server).ask(request())
    assert (await house.archive.ledger.usage("turn")).unpriced_calls == 1


async def test_a_malformed_answer_is_asked_for_once_more_with_its_fault(house: House) -> None:
    async with LoopbackModel([said('{"year": 1999}'), said(GOOD)]) as server:
        models = house.models(server)
        assert await models.ask(request()) == WANTED
        assert await models.ask(request()) == WANTED
    first, second = server.requests
    assert second["messages"][:2] == first["messages"]
    assert second["messages"][2]["content"] == '{"year": 1999}'
    assert "statement: Field required" in second["messages"][3]["content"]
    assert [row.status for row in await house.rows()] == ["answered", "answered"]


async def test_two_malformed_answers_are_an_output_error(house: House) -> None:
    async with LoopbackModel([said("I would rather not say.")]) as server:
        with pytest.raises(ModelOutputError, match=r"gpt-5\.4-mini.*'extract'.*no JSON") as caught:
            await house.models(server).ask(request())
    assert caught.value.answer == "I would rather not say."
    assert len(server.requests) == 2


async def test_after_two_malformed_answers_a_simpler_schema_is_asked_for(house: House) -> None:
    script = [said("In 1999."), said("Around 1999."), said('{"told": "Tea is hot."}')]
    async with LoopbackModel(script) as server:
        models = house.models(server)
        simple = request(simpler=SimpleFact)
        assert await models.ask(simple) == Fact(statement="Tea is hot.")
        assert await models.ask(simple) == Fact(statement="Tea is hot.")
    _, second, third = server.requests
    assert second["response_format"]["json_schema"]["name"] == "Fact"
    assert third["response_format"]["json_schema"]["name"] == "SimpleFact"
    assert third["messages"][:2] == second["messages"][:2]
    assert third["messages"][2]["content"] == "Around 1999."
    assert "no JSON" in third["messages"][3]["content"]
    assert '"told"' in third["messages"][3]["content"]
    assert [row.status for row in await house.rows()] == ["answered"] * 3


async def test_a_model_that_declines_is_not_asked_for_less(house: House) -> None:
    script = [said("In 1999."), said("", refusal="I cannot help with that.")]
    async with LoopbackModel(script) as server:
        with pytest.raises(ModelOutputError, match="declined"):
            await house.models(server).ask(request(simpler=SimpleFact))
    assert len(server.requests) == 2


async def test_three_malformed_answers_are_an_output_error(house: House) -> None:
    async with LoopbackModel([said("I would rather not say.")]) as server:
        with pytest.raises(ModelOutputError, match="asked 3 times"):
            await house.models(server).ask(request(simpler=SimpleFact))
    assert len(server.requests) == 3


@pytest.mark.parametrize("cut", [said(GOOD[:20], finish="length")])
async def test_a_cut_answer_is_asked_for_again_shorter_with_room_to_think(
    house: House, cut: Answer
) -> None:
    async with LoopbackModel([cut, said(GOOD)]) as server:
        assert await house.models(server).ask(request()) == WANTED
    again = server.requests[1]
    assert "cut off" in again["messages"][-1]["content"]
    assert again["max_completion_tokens"] == 300 + 1024
    first, _second = await house.rows()
    assert first.answer is not None
    assert (first.answer.prompt_tokens, first.answer.reasoning_tokens) == (1000, 40)


async def test_a_model_that_declines_is_not_asked_again(house: House) -> None:
    async with LoopbackModel([said("", refusal="I cannot help with that.")]) as server:
        with pytest.raises(ModelOutputError, match=r"declined.*cannot help"):
            await house.models(server).ask(request())
    assert len(server.requests) == 1


async def test_a_server_without_json_schema_is_asked_by_tool_then_in_plain_text(
    house: House,
) -> None:
    script = [
        refused(400, "response_format is not supported"),
        refused(400, "this model knows no tools"),
        said(f"Sure! {GOOD}"),
        said(GOOD),
    ]
    async with LoopbackModel(script) as server:
        models = house.models(server)
        assert await models.ask(request()) == WANTED
        assert await models.ask(request(user="More.")) == WANTED
    by_schema, by_tool, plain, remembered = server.requests
    assert "response_format" in by_schema
    assert by_tool["tools"][0]["function"]["name"] == "Fact"
    for sent in (plain, remembered):
        assert not {"tools", "response_format"} & set(sent)
        assert '"statement"' in sent["messages"][0]["content"]
    assert [row.status for row in await house.rows()] == ["answered", "answered"]


async def test_another_process_knows_the_way_that_a_model_takes_for_a_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = [refused(400, "no response_format"), refused(400, "no tools"), said(GOOD)]
    async with LoopbackModel(script) as server:
        assert await house.models(server).ask(request()) == WANTED
        assert await house.models(server).ask(request(user="More.")) == WANTED
        monkeypatch.setattr("wellread.models.kept_ways.KEPT_S", 0)
        assert await house.models(server).ask(request(user="Yet more.")) == WANTED
    assert ["response_format" in sent for sent in server.requests] == [True, *[False] * 3, True]


async def test_what_is_known_of_one_server_is_not_believed_of_another(house: House) -> None:
    async with LoopbackModel([refused(400, "no response_format"), said(GOOD)]) as server:
        await house.models(server).ask(request())
    async with LoopbackModel([said(GOOD)]) as server:
        await house.models(server).ask(request(user="More."))
        await house.models(server, fast_model="openai:gpt-5.4").ask(request(user="Other."))
    assert all("response_format" in sent for sent in server.requests)
    assert len(server.requests) == 2


async def test_the_arguments_of_a_tool_call_are_the_answer(house: House) -> None:
    for number, arguments in enumerate((GOOD, GOOD[:-1] + ",}")):
        script = [refused(422, "json_schema?"), called(arguments)]
        async with LoopbackModel(script) as server:
            models = house.models(server)
            assert await models.ask(request(attempt=number)) == WANTED


async def test_the_planner_thinks_as_hard_as_set_unless_the_server_refuses(house: House) -> None:
    script = [refused(400, "Unrecognized request argument: reasoning_effort"), said(GOOD)]
    async with LoopbackModel(script) as server:
        models = house.models(server, planner_effort="low")
        assert await models.ask(request("planner")) == WANTED
        await models.ask(request("smart"))
    thinking, without, smart = server.requests
    assert thinking["reasoning_effort"] == "low"
    assert thinking["max_completion_tokens"] == 300 + 1500
    assert "response_format" in without
    assert not {"reasoning_effort"} & (set(without) | set(smart))


async def test_the_planner_thinks_as_much_as_its_budget_allows(house: House) -> None:
    wide, narrow, none = (Budget(max_cost_usd=limit) for limit in (1.0, 0.04, 0.001))
    async with LoopbackModel([said(GOOD)]) as server:
        models = house.models(server, planner_effort="high")
        for number, budget in enumerate((wide, narrow)):
            assert await models.ask(request("planner", budget=budget, attempt=number)) == WANTED
        with pytest.raises(LimitReached):
            await models.ask(request("planner", budget=none, attempt=2))
    asked = [(sent["reasoning_effort"], sent["max_completion_tokens"]) for sent in server.requests]
    assert asked == [("high", 300 + 12_000), ("low", 300 + 1_500)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused(401, f"bad key {SECRET}"), r"key for openai was refused \(401\).*OPENAI_API_KEY"),
        (refused(403, "no"), r"refused \(403\).*OPENAI_API_KEY"),
        (refused(404, "no model"), r"no model 'gpt-5\.4-mini'.*fast_model.*openai_base_url"),
        (refused(429, "x", "insufficient_quota"), "no credit left"),
        (refused(400, "maximum context length is 9", "context_length_exceeded"), "longer than"),
        (refused(400, "messages: wrong"), "refused the request"),
        (Answer("<html>hello</html>"), "gave an answer that is none"),
        (Answer({"choices": None}), "gave an answer that is none"),
        (Answer({"error": {"message": "out of order"}}), "gave an answer that is none"),
        (Answer({"choices": []}), "gave an answer that is none"),
    ],
)
async def test_a_lasting_error_is_told_once_with_its_remedy(
    house: House, answer: Answer, told: str
) -> None:
    async with LoopbackModel([answer]) as server:
        with pytest.raises(ModelError, match=told) as caught:
            await house.models(server).ask(request())
    assert (caught.value.transient, caught.value.service) == (False, "openai:gpt-5.4-mini")
    assert house.waits == []
    assert SECRET not in str(caught.value)
    [row] = await house.rows()
    assert row.status == "failed"
    assert SECRET not in row.model_dump_json()


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (refused(429, "slow down", retry_after="7"), 7.0),
        (refused(429, "slow down", retry_after_ms="1500"), 1.5),
        (refused(429, "slow down", retry_after="Tue, 24 Nov 2026 01:00:00 GMT"), 1.0),
        (refused(503, "overloaded"), 1.0),
        (Answer("<html>bad gateway</html>", 502), 1.0),
    ],
)
async def test_a_passing_error_is_tried_again_after_the_wait_asked_for(
    house: House, answer: Answer, wait: float
) -> None:
    async with LoopbackModel([answer, said(GOOD)]) as server:
        assert await house.models(server).ask(request()) == WANTED
    assert house.waits == [wait]
    [row] = await house.rows()
    assert row.answer is not None
    assert row.answer.retries == 1


async def test_a_server_that_hangs_is_given_up_after_the_timeout(house: House) -> None:
    async with LoopbackModel([Answer("", hang=True)]) as server:
        models = house.models(server, model_timeout_s=1, model_tries=2)
        with pytest.raises(ModelError, match=r"within 1 s.*model_timeout_s") as caught:
            await models.ask(request())
    assert (caught.value.transient, len(server.requests)) == (True, 2)


async def test_a_server_that_is_not_there_is_named_without_its_password(house: House) -> None:
    models = house.models(None, openai_base_url="http://user:pass@127.0.0.1:9/v1", model_tries=1)
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9 cannot be reached") as caught:
        await models.ask(request())
    assert "pass" not in str(caught.value)
    with pytest.raises(SettingsError, match=r"Invalid port.*openai_base_url"):
        await house.models(None, openai_base_url="http://h:port", model_tries=1).ask(request())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mistralai:large", "`pip install langchain-mistralai`"),
        ("nobody:model", "no client can be made"),
        ("gpt-5.4", "`provider:model`"),
    ],
)
async def test_a_model_that_cannot_be_made_names_the_setting_and_the_remedy(
    house: House, name: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        await house.models(None, smart_model=name).ask(request("smart"))
    assert "smart_model" in str(caught.value)


async def test_without_a_key_the_vendor_is_not_asked(house: House) -> None:
    models = house.models(None, openai_api_key=None, openai_base_url=None)
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        await models.ask(request())


async def test_half_characters_in_the_prompt_do_not_stop_the_run(house: House) -> None:
    async with LoopbackModel([said(GOOD)]) as server:
        assert await house.models(server).ask(request(user="bad \ud800 text")) == WANTED
    assert server.requests[0]["messages"][1]["content"] == "bad ? text"


async def test_the_doctor_asks_once_outside_the_ledger(house: House) -> None:
    async with LoopbackModel([said("ready"), refused(401, "no")]) as server:
        models = house.models(server)
        assert (await models.probe("smart")).startswith("openai:gpt-5.4 answered in ")
        with pytest.raises(ModelError, match="refused"):
            await models.probe("fast")
    assert await house.rows() == ()
    assert len(server.requests) == 2


def test_the_models_serve_one_event_loop_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    house = House(asyncio.run(open_archive(tmp_path / "archive.db")))
    server = LoopbackModel([said(GOOD)])

    async def ask(user: str) -> Fact:
        async with server:
            server.port = int(server.url.split(":")[2].split("/")[0])
            models = house.made[0] if house.made else house.models(server)
            answer = await models.ask(request(user=user))
            await models.close()
            return answer

    assert asyncio.run(ask("one")) == asyncio.run(ask("two")) == WANTED
    asyncio.run(house.archive.close())


async def test_what_is_keyed_depends_on_the_question_alone(house: House) -> None:
    """The way a server takes a question is found out per process and must not stand in the key."""
    refusing = [refused(400, "response_format?"), refused(400, "tools?"), said(GOOD)]
    async with LoopbackModel(refusing) as server:
        await house.models(server).ask(request())
    [row] = await house.rows()
    sent = json.loads(row.call.request)
    assert set(sent) == {
        "model", "effort", "system", "user", "json_schema", "max_tokens", "first_answer", "fault",
    }  # fmt: skip
