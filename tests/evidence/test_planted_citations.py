"""The maker of wrong citations changes what it says it changes, and counts it."""

from typing import Any

from bench.planted import INVENTED_ADDRESS, INVENTED_WORDS, Planter

PROMPT = "\n".join(
    f'<evidence id="E{number}" mark="aa">\n{text}\n</evidence aa>'
    for number, text in enumerate(("Cranes load ships.", "Barges carry salt.", "Tugs pull."), 1)
)


def draft() -> dict[str, Any]:
    return {"sentences": [{"sentence": "Cranes load ships.", "evidence": ["E1"]}]}


def test_without_probability_nothing_is_changed() -> None:
    planter = Planter(0.0)
    assert planter.spoil(PROMPT, draft()) == draft()
    (drafted,) = planter.drafted
    assert (drafted.planted, drafted.rightly_cited) == (None, True)


def test_each_way_of_citing_wrongly_occurs_and_is_wrong() -> None:
    seen: dict[str, dict[str, Any]] = {}
    for seed in range(60):
        planter = Planter(1.0, seed)
        (item,) = planter.spoil(PROMPT, draft())["sentences"]
        (drafted,) = planter.drafted
        assert drafted.planted
        assert not drafted.rightly_cited
        seen[drafted.planted] = item
    assert seen["other"]["evidence"] in (["E2"], ["E3"])
    assert seen["beside"]["evidence"] in (["E1", "E2"], ["E1", "E3"])
    assert seen["missing"]["evidence"] == ["E97"]
    assert INVENTED_ADDRESS in seen["address"]["sentence"]


def test_a_quote_is_invented_and_kept_in_mind() -> None:
    planter = Planter(1.0)
    answer = {"findings": [{"source": "P1", "quote": "Cranes load ships."}]}
    (finding,) = planter.spoil("", answer)["findings"]
    assert INVENTED_WORDS in finding["quote"]
    assert planter.quotes == [finding["quote"]]
    assert planter.drafted == []


def test_the_same_seed_spoils_the_same() -> None:
    assert Planter(0.5, 4).spoil(PROMPT, draft()) == Planter(0.5, 4).spoil(PROMPT, draft())
