"""How a report should be: its kind, its depth, its language and its citations."""

from typing import Literal

from pydantic import Field

from wellread.values import Frozen

ReportKind = Literal["brief", "report", "detailed", "outline", "sources", "custom"]
Depth = Literal["quick", "standard", "deep"]
MAX_IMAGES = 20
MAX_SECTIONS = 12
MAX_TITLE_CHARS = 200
MAX_INSTRUCTION_CHARS = 2_000
CitationStyle = Literal["numbered", "apa", "mla", "chicago", "ieee"]


class TemplateSection(Frozen):
    """One section of a user's own template."""

    title: str
    instructions: str = ""
    """What it should answer and how; empty leaves that to the planner and the writer."""


class Form(Frozen):
    """What the user wants of the report, besides its sources and limits."""

    kind: ReportKind = "report"
    depth: Depth = "standard"
    language: str = "en"
    """ISO 639-1 code of the language that the report is written in; empty until its turn begins
    and the question's own language is looked at."""
    tone: str = Field(default="", max_length=100)
    """In a few words, such as `for school children`; empty is plain and precise."""
    style: CitationStyle = "numbered"
    images: int = Field(default=0, ge=0, le=MAX_IMAGES)
    """Pictures of the sources that are listed by caption and address, at most; 0 is none."""
    template: tuple[TemplateSection, ...] = ()
    """The sections of a `custom` report."""
