"""A report on Python's language reference: no key, no network, no model."""

from pathlib import Path

from wellread import research_sync
from wellread.domain import Form, SourceChoice
from wellread.report.export import export
from wellread.settings import load_settings

report = research_sync(
    "How does the with statement handle exceptions?",
    sources=SourceChoice(libraries=("python",)),
    form=Form(kind="brief", style="apa"),
    settings=load_settings({"models": "off"}),
)
for claim in report.claims:
    print(claim.verdict, claim.text)
Path("with-statement.html").write_bytes(export(report, "html"))
