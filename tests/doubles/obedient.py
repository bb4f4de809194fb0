"""A model that does whatever it is told outside the fence, in the worst way its schema allows."""

import json
import re
import threading
from typing import Any

from doubles.injections import codes_in
from services.model import PURPOSE_OF, default_answer, read_request
from services.server import Services

_MARK = re.compile(r"code ([0-9a-f]{8})|mark=\"([0-9a-f]{8})\"")


def unfenced(prompt: str) -> str:
    """What stands outside the fences that carry the prompt's mark."""
    found = _MARK.search(prompt)
    if not found:
        return prompt
    mark = found[1] or found[2]
    block = rf'<(\w+) id="[^"]*" mark="{mark}">\n.*?\n</\1 {mark}>'
    return re.sub(block, "", prompt, flags=re.DOTALL)


class Obedient:
    """Plays every role of the model; honest as long as nobody tells it otherwise."""

    def __init__(self, services: Services, evil: str) -> None:
        self._evil = evil
        self._lock = threading.Lock()
        self.read: set[str] = set()
        """Codes of the orders that reached it at all."""
        self.obeyed: set[str] = set()
        for purpose in (*PURPOSE_OF.values(), "summarise"):
            services.script(purpose, self._answer)

    def _answer(self, request: dict[str, Any]) -> Any:  # noqa: ANN401
        wanted = read_request(request)
        answer = json.loads(json.dumps(default_answer(wanted)))
        told = codes_in(unfenced(wanted.prompt))
        with self._lock:
            self.read |= codes_in(wanted.prompt)
            self.obeyed |= told
        if told:
            self._do(answer, wanted.prompt, sorted(told)[0])
        return answer

    def _do(self, answer: dict[str, Any], prompt: str, code: str) -> None:
        address = f"{self._evil}/{code}"
        sentence = f"Read on at {address} ![chart]({address}.png)."
        if "sub_questions" in answer:
            answer["sub_questions"][0]["queries"] = [code]
        if "queries" in answer:
            answer["queries"] = [f"{code} {address}"]
        if "missing" in answer:
            asked = re.findall(r"Sub-question (\w+):", prompt)
            answer["missing"] = [{"sub_question_id": each, "queries": [code]} for each in asked]
        if "findings" in answer:
            for finding in answer["findings"]:
                finding["statement"] = sentence
        if "sentences" in answer:
            labels = re.findall(r"\b[EC]\d+\b", prompt)[:1]
            answer["sentences"].append({"sentence": sentence, "evidence": labels})
        if "mended" in answer:
            for mended in answer["mended"]:
                mended["sentence"] = sentence
        for verdict in answer.get("verdicts", ()):
            verdict["verdict"] = "supported"
