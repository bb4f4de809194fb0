"""E-mail: one message, or a mailbox of many."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

from wellread.errors import PageError
from wellread.reading.clean import CleanText, checked, decode, one_line, tidy, unread
from wellread.reading.html import read_html
from wellread.reading.parts import in_parts

_MESSAGE_START = re.compile(rb"(?:\A|(?<=\n))From [^\n]{1,200}\d{4}[^\n]{0,40}\n")
_MAX_MESSAGES = 20_000
_DAMAGED = (KeyError, AttributeError, TypeError, IndexError, ValueError, LookupError)


def read_mail(body: bytes) -> CleanText:
    """One message: subject, sender, date, its text, and the names of what is attached.

    Raises:
        PageError: `unreadable`, `empty`.
    """
    subject, sender, day, text = _message(body)
    clean = CleanText(
        title=subject, author=sender, published=day, text=text, media_type="message/rfc822"
    )
    return checked(clean, "the message")


def read_mailbox(body: bytes) -> CleanText:
    """All messages of a mailbox file, with `message 1`, ... as their places.

    Raises:
        PageError: `unreadable`, `too_large`, `empty`.
    """
    starts = list(_MESSAGE_START.finditer(body))
    if len(starts) > _MAX_MESSAGES:
        raise unread(f"the mailbox has more than {_MAX_MESSAGES} messages: split it", "too_large")
    ends = [*(each.start() for each in starts[1:]), len(body)]
    messages = [_message(body[start.end() : end]) for start, end in zip(starts, ends, strict=True)]
    clean = in_parts(
        ((f"message {number}", message[3]) for number, message in enumerate(messages, 1)),
        "application/mbox",
        title="",
        author="",
        published=max((message[2] for message in messages), default=""),
    )
    return checked(clean, "the mailbox")


def _message(body: bytes) -> tuple[str, str, str, str]:
    """Subject, sender, day and text."""
    try:
        message = message_from_bytes(body, _class=EmailMessage, policy=default)
        subject, sender = (one_line(str(message[name] or "")) for name in ("subject", "from"))
        to, sent = (one_line(str(message[name] or "")) for name in ("to", "date"))
        attached = [one_line(part.get_filename() or "") for part in message.iter_attachments()]
        text = _text(message)
    except (RecursionError, *_DAMAGED) as error:
        raise unread(f"the message is damaged: {error!r}", "unreadable") from error
    lines = [
        f"# {subject}" if subject else "",
        "\n".join(
            f"{name}: {value}"
            for name, value in (("From", sender), ("To", to), ("Date", sent))
            if value
        ),
        text,
        f"Attached, not read: {', '.join(name for name in attached if name)}"
        if any(attached)
        else "",
    ]
    return subject, sender, _day(sent), tidy("\n\n".join(line for line in lines if line))


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset()
    body = payload if isinstance(payload, bytes) else b""
    if part.get_content_subtype() == "html":
        try:
            return read_html(body, charset).text
        except PageError:
            return ""
    return tidy(decode(body, charset))


def _day(sent: str) -> str:
    try:
        return parsedate_to_datetime(sent).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
