"""Channels of models, which a client may also write as JSON.

Studio and the SDKs change a thread's state in JSON (`threads.update_state`), to go on from there.
What fits becomes the models that nodes read; what does not is refused with its faults.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from langgraph.channels import BinaryOperatorAggregate, LastValue
from langgraph.errors import InvalidUpdateError
from langgraph.types import Overwrite
from pydantic import TypeAdapter, ValidationError

V = TypeVar("V")


def merged(old: dict[str, V], new: dict[str, V]) -> dict[str, V]:
    """Both together by key; the newer value wins where both have one."""
    return {**old, **new}


class Last(LastValue[Any]):
    """The last value, as what it is declared to be."""

    def update(self, values: Sequence[Any]) -> bool:
        """At most one value in a step."""
        return super().update([_as(self.typ, each) for each in values])


class Merged(BinaryOperatorAggregate[Any]):
    """Dictionaries put together by `merged`, their values as what they are declared to be."""

    def __init__(self, typ: Any, operator: Any = merged) -> None:  # noqa: ANN401 - LangGraph's signature
        super().__init__(typ, operator)

    def update(self, values: Sequence[Any]) -> bool:
        """Any number of dictionaries in a step."""
        return super().update(
            [each if isinstance(each, Overwrite) else _as(self.typ, each) for each in values]
        )


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type
    return TypeAdapter(kind)


def _as(kind: Any, value: object) -> Any:  # noqa: ANN401 - of that type
    """The value itself where it is of the type already."""
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise InvalidUpdateError(f"This does not fit into the state: {faults}.") from error
