"""The other process of `apart`: reads what comes in, writes its text back.

Only errors of documents are answered. Any other one ends the process, which tells the rest.
"""

import contextlib
import json
import os
from dataclasses import asdict
from typing import BinaryIO

from wellread.errors import PageError
from wellread.reading.apart import MAX_MEMORY_BYTES, get_frame, put_frame
from wellread.reading.formats import clean


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answers until the asking side is gone."""
    while True:
        try:
            media_type, charset, name = json.loads(get_frame(asked))
            body = get_frame(asked)
        except EOFError:
            return
        try:
            found = clean(body, media_type, charset, name)
            answer = asdict(found) | {"images": [each.model_dump() for each in found.images]}
        except PageError as error:
            answer = {"message": str(error), "cause_kind": error.cause_kind}
        put_frame(answers, json.dumps(answer).encode())
        answers.flush()


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


if __name__ == "__main__":
    _bound_memory()
    # What a library prints must not get between the frames: it goes where errors go.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(os.fdopen(0, "rb"), answers)
