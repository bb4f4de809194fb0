"""Answers that come word by word, and those that stop coming."""

import pytest
from models.house import GOOD, WANTED, House, request
from models.loopback import Answer, LoopbackModel, called, refused, said

from wellread.errors import ModelError

IDLE_S = 1


def stalled() -> Answer:
    whole = said(GOOD)
    return Answer(whole.body, stalls_after=2)


async def test_a_streamed_answer_is_the_whole_answer_with_its_tokens(house: House) -> None:
    async with LoopbackModel([said(GOOD)]) as server:
        assert await house.models(server, model_idle_timeout_s=9).ask(request()) == WANTED
    [sent] = server.requests
    assert (sent["stream"], sent["stream_options"]) == (True, {"include_usage": True})
    [row] = await house.rows()
    assert row.answer is not None
    told = row.answer
    assert (told.prompt_tokens, told.cached_tokens, told.reasoning_tokens) == (1000, 800, 40)


async def test_a_stream_that_stalls_is_noticed_and_asked_for_again(house: House) -> None:
    async with LoopbackModel([stalled(), said(GOOD)]) as server:
        models = house.models(server, model_idle_timeout_s=IDLE_S)
        assert await models.ask(request()) == WANTED
    assert len(server.requests) == 2
    [row] = await house.rows()
    assert row.answer is not None
    assert row.answer.retries == 1


async def test_one_that_stalls_for_ever_fails_with_the_remedy(house: House) -> None:
    async with LoopbackModel([stalled()]) as server:
        models = house.models(server, model_idle_timeout_s=IDLE_S, model_tries=2)
        with pytest.raises(ModelError, match=r"nothing for 1 s .*model_idle_timeout_s") as error:
            await models.ask(request())
    assert error.value.transient
    [row] = await house.rows()
    assert row.status == "failed"


async def test_a_server_that_cannot_stream_is_asked_whole_and_that_is_remembered(
    house: House,
) -> None:
    async with LoopbackModel([refused(400, "stream is not supported"), said(GOOD)]) as server:
        models = house.models(server, model_idle_timeout_s=9)
        assert await models.ask(request()) == WANTED
        assert await models.ask(request(user="Tea was cold in 1998.")) == WANTED
    assert [bool(sent.get("stream")) for sent in server.requests] == [True, False, False]


async def test_an_answer_that_is_no_stream_is_asked_for_whole(house: House) -> None:
    async with LoopbackModel([Answer("data: [DONE]\n\n"), said(GOOD)]) as server:
        assert await house.models(server, model_idle_timeout_s=9).ask(request()) == WANTED
    assert [bool(sent.get("stream")) for sent in server.requests] == [True, False]


async def test_a_tool_call_comes_in_pieces_too(house: House) -> None:
    refusal = refused(400, "response_format is not supported")
    async with LoopbackModel([refusal, called(GOOD)]) as server:
        assert await house.models(server, model_idle_timeout_s=9).ask(request()) == WANTED
    assert server.requests[-1]["stream"]
