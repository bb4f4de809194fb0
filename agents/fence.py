"""Page text in prompts, and what models made of it: between marks that the page cannot know."""

import hashlib
import re

from wellread.domain import Question

_NUMBER = re.compile(
    r"^(?:(?:chapter|appendix|section|part)\s+)?[A-Z]?[\d.]*\d\.?\s+", re.IGNORECASE
)
FENCE_TAG = re.compile(r"</?\s*(?:passage|evidence|cited|found|sentence)", re.IGNORECASE)


def place_of(*titles: str) -> str:
    """Where a text stands, outermost first, on one line and without the numbers of chapters."""
    return " › ".join(_NUMBER.sub("", " ".join(title.split())) for title in titles if title)


def mark_of(question: Question) -> str:
    """The turn's mark: eight hex digits, the same for every prompt of the turn.

    A turn that makes a report anew has that report's, so that what did not change is asked alike.
    """
    first = question.refreshes[0] if question.refreshes else question.id
    return hashlib.sha256(f"fence of {first}".encode()).hexdigest()[:8]


def fenced(tag: str, item_id: str, text: str, mark: str) -> str:
    """`text` between an opening and a closing tag with the mark; tags inside it lose their edge."""
    harmless = FENCE_TAG.sub(lambda found: found.group(0).replace("<", "‹"), text)
    harmless = harmless.replace(mark, "········")
    return f'<{tag} id="{item_id}" mark="{mark}">\n{harmless}\n</{tag} {mark}>'
