"""What the user wants of language and tone, as the prompts say it."""

from wellread.domain import Question
from wellread.languages import LANGUAGES, phrases


def language_name(question: Question) -> str:
    """The report's language by its English name."""
    return phrases(question.form.language)("name")


def search_language_wish(question: Question) -> str:
    """Where the search has a language of its own: a sentence that asks for queries in it."""
    code = question.sources.filters.language
    if not code or code == question.form.language:
        return ""
    name = phrases(code)("name") if code in LANGUAGES else f"the language {code}"
    return f" Write the search queries in {name}."


def tone_wish(question: Question) -> str:
    """A sentence that asks for the tone, or nothing."""
    return f" Tone: {question.form.tone}." if question.form.tone else ""
