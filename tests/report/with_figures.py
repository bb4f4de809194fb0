"""A report with a comparison and a series, cited and in hostile company."""

from report.handed_on import HOSTILE, NOW, SCRIPTS, SOURCES

from wellread.domain import (
    Claim,
    Finding,
    Form,
    Plan,
    Question,
    Report,
    SectionText,
    Snapshot,
    SubQuestion,
    Usage,
)
from wellread.report.assemble import Pieces, assemble
from wellread.sources import PageImage

IMAGE = "https://img.example/a?b=`<1>&c=(2)"
ROWS = """## Passengers

- Year: 2019 · Passengers: 1,200,000.
- Year: 2020 · Passengers: 800,000.
- Year: 2021 · Passengers: 950,000.
"""
HOSTILE_NAME = HOSTILE.replace(": ", "").replace("·", "")
STATIONS = f"""- Station: North · Beds: 410 · Opened: 1921.
- Station: {HOSTILE_NAME} · Beds: 300.
- Station: {SCRIPTS.rstrip(".")} · Beds: 200 · Opened: {HOSTILE_NAME}."""
TEXTS = {"a": ROWS, "b": STATIONS}
PAGES = {
    key: Snapshot(
        id=key,
        address=SOURCES[key].address,
        read_at=NOW,
        text=text,
        images=(PageImage(address=IMAGE, caption=f"{HOSTILE} {key}", start=3),),
    )
    for key, text in TEXTS.items()
}


def report_with_figures(form: Form | None = None) -> Report:
    """The report; its claim cites another finding than its figures do."""
    quotes = {
        "q1.1": ("a", "Year: 2020 · Passengers: 800,000."),
        "q1.2": ("b", "Station: North · Beds: 410 · Opened: 1921."),
    }
    findings = {
        key: Finding(
            id=key,
            task_id="q1",
            sub_question_id="q1",
            statement=quote,
            quote=quote,
            snapshot_id=snapshot_id,
            start=TEXTS[snapshot_id].index(quote),
            end=TEXTS[snapshot_id].index(quote) + len(quote),
            headings=("The tram",),
        )
        for key, (snapshot_id, quote) in quotes.items()
    }
    claim = Claim(id="s1.1", text="People ride.", finding_ids=("q1.2",), verdict="supported")
    return assemble(
        Pieces(
            turn=Question(id="t", text="Who rides?", asked_at=NOW, form=form or Form(images=4)),
            plan=Plan(sub_questions=(SubQuestion(id="q1", question="Who rides?"),)),
            summary=(),
            sections=(SectionText(section_id="s1", title="Riders", claims=(claim,)),),
            findings=findings,
            sources={key: SOURCES[key] for key in TEXTS},
            coverage=(),
            reviews=(),
            failures=(),
            notes={},
            dropped_quotes=0,
            usage=Usage(),
            snapshots=PAGES,
        )
    )
