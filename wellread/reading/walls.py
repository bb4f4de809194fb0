"""Pages that are no sources though their server gave them: soft 404s, walls, empty shells.

Only short pages are doubted: an article about cookies or robots has hundreds of words.
"""

import re

from wellread.errors import PageProblem

_SHORT = 150
"""Words, in all that the page shows. Walls and error pages have fewer."""
_NEXT_TO_NOTHING = 30
_SENTENCE = re.compile(r"[^.!?\n]+")

_NOT_FOUND_TITLE = re.compile(
    r"\b(?:(?:error|http|fehler|erreur)\W{0,3})?404\b|\bnot[ -]found\b|\bdoes(?: not|n.t) exist\b"
    r"|\bno longer (?:available|exists)\b|\bnicht gefunden\b|\bintrouvable\b"
    r"|\bno encontrad[ao]\b|\bnon trovat[ao]\b",
    re.I,
)
_NOT_FOUND_TEXT = re.compile(
    r"\b(?:page|article|document|file|url|content)\b[^.]{0,60}\b(?:(?:was|were|could|can) ?not be"
    r" found|was not found|not found|does(?: not|n.t) exist|no longer (?:available|exists)"
    r"|has been (?:re)?moved or deleted)"
    r"|\b(?:couldn.t|could not|can.t|cannot) find (?:the|that|this|what)\b[^.]{0,40}"
    r"\b(?:page|looking)"
    r"|\bSeite\b[^.]{0,60}\bnicht (?:gefunden|mehr verf\u00fcgbar)"
    r"|\bpage\b[^.]{0,60}\bn.existe (?:pas|plus)"
    r"|\bp\u00e1gina\b[^.]{0,60}\bno (?:existe|se ha encontrado)|\bpagina\b[^.]{0,60}\bnon esiste",
    re.I,
)
_BOT_TEXT = re.compile(
    r"\bverify(?:ing)? (?:that )?you(?:.re| are) (?:a )?(?:not a (?:ro)?bot|human)"
    r"|\bchecking (?:your browser|if the site connection is secure)"
    r"|\b(?:enable|allow) javascript and cookies to continue|\bunusual (?:traffic|activity)\b"
    r"|\bare you (?:a robot|human)\b|\bcomplete the (?:captcha|security check)"
    r"|\bpress (?:&|and) hold\b|\bpardon our interruption\b|\bprove (?:that )?you(?:.re| are) human"
    r"|\bmaking sure you(?:.re| are) not a bot\b|\bautomated (?:access|queries|requests)\b"
    r"|\bIncapsula incident ID\b|\byou have been blocked\b|\bddos protection by\b",
    re.I,
)
_BOT_TITLE = re.compile(
    r"^(?:just a moment|attention required|access denied|security check|robot check|human"
    r" verification|captcha|one more step|ddos-guard|are you a robot)\b",
    re.I,
)
_BOT_MARKUP = re.compile(
    r"/cdn-cgi/challenge-platform/|_Incapsula_Resource|px-captcha|captcha-delivery\.com"
    r"|class=[\"'](?:g-recaptcha|h-captcha|cf-turnstile)[\"']|awsWafCookieDomainList",
    re.I,
)
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent\b|\bprivacy\b|\badvertis|\bpartners\b|\bDatenschutz\b|\bEinwilligung\b"
    r"|\bconsentement\b|\bvie priv\u00e9e\b|\bprivacidad\b|\bconsentimiento\b|\bpersonal data\b",
    re.I,
)
_CONSENT_DEED = re.compile(
    r"\b(?:accept|agree|allow|reject|consent|zustimmen|akzeptieren|ablehnen|accepter|refuser"
    r"|aceptar|rechazar|accetta)",
    re.I,
)
_NEEDS_SCRIPTS = re.compile(
    r"<noscript[^>]*>(?:(?!</noscript).){0,600}(?:java ?script|enable scripts)"
    r"|<(?:div|main|section)[^>]*\bid=[\"']?(?:root|app|__next|__nuxt|svelte|gatsby-focus-wrapper"
    r"|___gatsby|react-root|q-app)[\"']?[^>]*>\s*(?:<!--.{0,200}?-->\s*)?</|<app-root[^>]*>",
    re.I | re.S,
)
_WAITING = re.compile(r"^\W*(?:loading|please wait|l\u00e4dt|chargement|cargando)\b", re.I)
_LOOKED_AT = 300_000


def why_no_source(text: str, title: str, html: str) -> tuple[PageProblem, str] | None:
    """What a page is instead of a source, as its kind and in words; None for any other.

    Args:
        text: what was read of it.
        title: what the browser's window shows, or the page's own heading.
        html: the page as it came.
    """
    words = len(text.split())
    if words > _SHORT:
        return None
    hollow = words <= _NEXT_TO_NOTHING
    markup = html[:_LOOKED_AT] if hollow else ""
    if _BOT_TITLE.match(title.strip()) or _BOT_TEXT.search(text) or _BOT_MARKUP.search(markup):
        return "bot_wall", "it asks whether we are human"
    if _tells_of_nothing(text, title, words):
        return "not_found", "it says that the page is not there, though its server gave it"
    if _asks_for_consent(text):
        return "consent_wall", "it shows nothing but a question about cookies"
    waits = _WAITING.match(text) and "<script" in markup.lower()
    if hollow and (waits or _NEEDS_SCRIPTS.search(markup)):
        return "needs_scripts", "it is an empty shell that scripts fill"
    return None


def _tells_of_nothing(text: str, title: str, words: int) -> bool:
    heading = text.lstrip("# ").partition("\n")[0][:100]
    if _NOT_FOUND_TITLE.search(title) or _NOT_FOUND_TITLE.search(heading):
        return True
    return words <= _SHORT // 2 and _NOT_FOUND_TEXT.search(text) is not None


def _asks_for_consent(text: str) -> bool:
    """Whether most of the text speaks of cookies and consent, and asks for something."""
    sentences = [each for each in _SENTENCE.findall(text) if len(each.split()) > 2]  # noqa: PLR2004
    about = sum(len(each.split()) for each in sentences if _CONSENT.search(each))
    whole = sum(len(each.split()) for each in sentences)
    return whole > 0 and 2 * about > whole and bool(_CONSENT_DEED.search(text))
