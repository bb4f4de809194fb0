"""Models, ledger and server of one test, and what is asked of them."""

from typing import Any

from models.loopback import LoopbackModel
from pydantic import BaseModel, Field, SecretStr

from wellread.archive.contract import LedgerRow
from wellread.archive.sqlite import SqliteArchive
from wellread.models.chat import LangChainModels
from wellread.models.contract import ModelRequest, ModelRole, Simpler
from wellread.outside import Outside
from wellread.settings import Settings


class Fact(BaseModel):
    """One fact."""

    statement: str
    year: int = Field(default=0, description="When it was.")


class SimpleFact(Simpler[Fact]):
    """A fact without its year."""

    told: str

    def whole(self) -> Fact:
        """See `Simpler`."""
        return Fact(statement=self.told)


WANTED = Fact(statement="Tea is hot.", year=1999)
GOOD = '{"statement": "Tea is hot.", "year": 1999}'
SECRET = "sk-very-secret"


class House:
    """Models, ledger and server of one test."""

    def __init__(self, archive: SqliteArchive) -> None:
        self.archive = archive
        self.waits: list[float] = []
        self.made: list[LangChainModels] = []

    def models(self, server: LoopbackModel | None, **changes: object) -> LangChainModels:
        given: dict[str, Any] = {
            "openai_api_key": SecretStr(SECRET),
            "openai_base_url": server.url if server else "http://127.0.0.1:9/v1",
            "planner_effort": "",
            "model_timeout_s": 20,
        }
        settings = Settings(**(given | changes))

        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        outside = Outside(settings, sleep=sleep, uniform=lambda _low, high: high)
        models = LangChainModels(settings, self.archive.ledger, outside)
        self.made.append(models)
        return models

    async def rows(self) -> tuple[LedgerRow, ...]:
        return await self.archive.ledger.rows("turn")

    async def close(self) -> None:
        for models in self.made:
            await models.close()
        await self.archive.close()


def request(role: ModelRole = "fast", **changes: object) -> ModelRequest[Fact]:
    given: dict[str, Any] = {
        "turn_id": "turn",
        "purpose": "extract",
        "role": role,
        "system": "You take facts from texts.",
        "user": "Tea was hot in 1999.",
        "schema": Fact,
        "max_tokens": 300,
    }
    return ModelRequest(**(given | changes))
