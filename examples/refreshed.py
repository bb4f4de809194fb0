"""A report made anew when a document has changed, and what is different: no key, no network."""

from pathlib import Path
from tempfile import TemporaryDirectory

from wellread import refresh_sync, research_sync
from wellread.domain import Form
from wellread.library import documents
from wellread.settings import load_settings

settings = load_settings({"models": "off"})
with TemporaryDirectory() as folder:
    page = Path(folder) / "tram.md"
    page.write_text("# Tram\n\nThe tram of Ellmouth costs the city 94 million crowns a year.\n")
    question = "What does the tram of Ellmouth cost the city?"
    research_sync(question, sources=documents(folder), form=Form(kind="brief"), settings=settings)
    page.write_text("# Tram\n\nThe tram of Ellmouth costs the city 97 million crowns a year.\n")
    report = refresh_sync(settings=settings)
for change in report.changes.changes if report.changes else ():
    print(f"{change.kind}: {change.before} -> {change.now}")
