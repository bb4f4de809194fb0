"""A Chinese and a German question, from asking to report, with and without a model."""

import re
from pathlib import Path

import pytest
from runs.desk import Desk, folder_of
from services.server import Services

from wellread.domain import Form, Report, SourceChoice
from wellread.filters import SearchFilters
from wellread.languages import phrases
from wellread.settings import load_settings

GERMAN = "Wer bezahlt die Straßenbahn von Ellmouth, und wie viele Fahrgäste hat sie im Jahr?"
CHINESE = "埃尔茅斯电车的费用由谁承担？每年有多少乘客乘坐电车？"
GERMAN_TEXTS = {
    "kosten": "# Kosten der Straßenbahn\n\nDie Straßenbahn von Ellmouth wird zu 41 Prozent aus "
    "Fahrkarten bezahlt. Den Rest der Kosten der Straßenbahn trägt die Stadt Ellmouth aus ihrem "
    "Haushalt.\n",
    "zahlen": "# Fahrgäste\n\nIm Jahr 2025 hatte die Straßenbahn von Ellmouth 12 Millionen "
    "Fahrgäste. Die meisten Fahrgäste der Straßenbahn fahren am Morgen zur Arbeit.\n",
}
CHINESE_TEXTS = {
    "费用": "# 电车费用\n\n埃尔茅斯电车的费用有百分之四十一来自车票。"
    "埃尔茅斯电车的其余费用由市政府承担。\n",
    "乘客": "# 电车乘客\n\n2025年埃尔茅斯电车每年有一千二百万乘客。大多数乘客每年乘坐电车上班。\n",
    "公园": "# 公园\n\n城里的公园种了许多树。孩子们喜欢在公园里玩耍。\n",
}
ENGLISH = re.compile(r"[A-Za-z]{3,}")
NAMES = {"USD", "Ellmouth", "md", "file", "tmp", "dev", "shm"}


def english_in(report: Report) -> set[str]:
    """Fixed English texts that stand in the report, whole or by their telling words."""
    text = report.markdown
    english = phrases("en")
    fixed = [
        english(f"headings.{name}") for name in ("summary", "sources", "about", "gaps", "failures")
    ]
    fixed += ["Extractive report", "language model", "Asked on", "Claims ", "Read ", "model calls"]
    return {each for each in fixed if each in text}


def words_beside_addresses(report: Report) -> set[str]:
    """Latin words of the report, without its addresses: in a Chinese one there are none."""
    text = re.sub(r"`[^`]*`|<[^>]*>", "", report.markdown)
    return set(ENGLISH.findall(text)) - NAMES


@pytest.fixture
def bare(services: Services, data_dir: Path) -> Desk:
    return Desk(load_settings({**services.settings, "data_dir": data_dir, "models": "off"}))


async def test_a_chinese_question_on_chinese_documents_without_a_model(
    bare: Desk, tmp_path: Path
) -> None:
    sources = folder_of(tmp_path / "docs", **CHINESE_TEXTS)
    report = (await bare.ask(CHINESE, sources=sources)).report
    assert report.question.form.language == "zh"
    assert len(report.plan.sub_questions) == 2
    text = "".join(claim.text for claim in report.claims)
    assert "其余费用由市政府承担" in text
    assert "一千二百万乘客" in text
    assert "公园" not in text
    assert "## 参考来源" in report.markdown
    assert words_beside_addresses(report) == set()


async def test_a_german_question_on_german_documents_without_a_model(
    bare: Desk, tmp_path: Path
) -> None:
    sources = folder_of(tmp_path / "docs", **GERMAN_TEXTS)
    report = (await bare.ask(GERMAN, sources=sources)).report
    assert report.question.form.language == "de"
    text = " ".join(claim.text for claim in report.claims)
    assert "41 Prozent" in text
    assert "12 Millionen Fahrgäste" in text
    assert "## Quellen" in report.markdown
    assert english_in(report) == set()


@pytest.mark.parametrize(
    ("question", "texts", "code"), [(CHINESE, CHINESE_TEXTS, "zh"), (GERMAN, GERMAN_TEXTS, "de")]
)
async def test_with_a_model_prompts_and_fixed_texts_carry_the_language(
    desk: Desk,
    services: Services,
    tmp_path: Path,
    question: str,
    texts: dict[str, str],
    code: str,
) -> None:
    sources = folder_of(tmp_path / "docs", **texts)
    report = (await desk.ask(question, sources=sources, form=Form(language=""))).report
    assert report.question.form.language == code
    assert report.made_by == "model"
    assert report.claims
    assert english_in(report) == set()
    for purpose in ("plan", "write", "summarise"):
        prompts = [str(entry.request) for entry in services.log.entries("model", purpose)]
        assert prompts
        assert all(f"Write in {phrases(code)('name')}." in prompt for prompt in prompts)


async def test_a_report_may_be_in_another_language_than_its_question(desk: Desk) -> None:
    sources = SourceChoice(web=True, filters=SearchFilters(language="en"))
    question = "What does the Ellmouth tram network cost, and who pays for it?"
    report = (await desk.ask(question, sources=sources, form=Form(language="de"))).report
    assert "## Quellen" in report.markdown
    assert english_in(report) == set()


ENGLISH_TEXT = (
    "# Straßenbahn Ellmouth\n\nThe Straßenbahn of Ellmouth has Fahrgäste, 9 million Fahrgäste in "
    "the Jahr, and it is the town that bezahlt for the Straßenbahn of Ellmouth and not the state.\n"
)


@pytest.mark.parametrize(
    ("code", "is_english_wanted", "is_told"),
    [("de", False, False), ("de,zh", False, True), ("de,en", True, True)],
)
async def test_without_a_model_the_question_is_searched_for_as_it_is_and_the_report_says_so(
    bare: Desk, tmp_path: Path, code: str, is_english_wanted: bool, is_told: bool
) -> None:
    """Pages of any of the languages count; a page in another one does not."""
    documents = folder_of(tmp_path / "docs", **GERMAN_TEXTS, english=ENGLISH_TEXT)
    sources = documents.model_copy(update={"filters": SearchFilters(language=code)})
    report = (await bare.ask(GERMAN, sources=sources)).report
    quoted = " ".join(claim.text for claim in report.claims)
    assert "41 Prozent" in quoted
    assert ("9 million Fahrgäste" in quoted) is is_english_wanted
    note = "Kein Modell hat die Frage in die gesuchten Sprachen übertragen"
    assert any(note in each for each in report.notes) is is_told
    assert english_in(report) == set()


async def test_with_a_model_the_planner_is_asked_for_queries_in_each_language(
    desk: Desk, services: Services, tmp_path: Path
) -> None:
    documents = folder_of(tmp_path / "docs", **GERMAN_TEXTS)
    sources = documents.model_copy(update={"filters": SearchFilters(language="en,de")})
    report = (await desk.ask(GERMAN, sources=sources)).report
    [prompt] = {str(entry.request) for entry in services.log.entries("model", "plan")}
    assert "Write the search queries in English and German: one in each" in prompt
    assert "Gesucht wurde nur nach Quellen in einer der Sprachen en, de." in report.notes
    assert not any("Kein Modell" in each for each in report.notes)
