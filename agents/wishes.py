"""What the user wants of language and tone, as the prompts say it."""

from wellread.domain import Question
from wellread.languages import LANGUAGES, phrases


def language_name(question: Question) -> str:
    """The report's language by its English name."""
    return phrases(question.form.language)("name")


def search_language_wish(question: Question) -> str:
    """Where the search has languages of its own: a sentence that asks for queries in them."""
    codes = question.sources.filters.languages
    if codes in ((), (question.form.language,)):
        return ""
    names = [
        phrases(code)("name") if code in LANGUAGES else f"the language {code}" for code in codes
    ]
    if len(names) == 1:
        return f" Write the search queries in {names[0]}."
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        f" Write the search queries in {listed}: one in each of these languages, whatever number "
        "of queries is asked for."
    )


def tone_wish(question: Question) -> str:
    """A sentence that asks for the tone, or nothing."""
    return f" Tone: {question.form.tone}." if question.form.tone else ""
