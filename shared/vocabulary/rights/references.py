"""How a record names a right: framework, version and item, checked and in the form that the framework has."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .frameworks import UnknownRight, find

_Word = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=60)]


class Right(BaseModel):
    """An item of a framework; without a version, the newest one is meant and written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    framework: _Word = Field(description="Such as udhr or charter-agenda")
    version: Annotated[str, StringConstraints(strict=True, max_length=60)] = Field(
        default="", description="A year; left out, the newest"
    )
    item: _Word = Field(description="As it is cited: 25, X, XII, 11")

    @model_validator(mode="before")
    @classmethod
    def _canonical(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        named = [told.get("framework"), told.get("version", ""), told.get("item")]
        if not all(isinstance(word, str) for word in named):
            return told  # the fields say better what is wrong with them
        return {**told, **_look_up(*named)}

    @property
    def key(self) -> str:
        """Give the right as one word, such as ``udhr/1948/25``."""
        return f"{self.framework}/{self.version}/{self.item}"


def _look_up(id: str, version: str, item: str) -> dict[str, str]:
    try:
        found, chosen = find(id, item, version.strip() or None)
    except UnknownRight as error:
        raise PydanticCustomError("right-unknown", "{reason}", {"reason": str(error)}) from error
    return {"framework": found.id, "version": found.version, "item": chosen.item}


def right_key(right: Right) -> str:
    """Give a right as one word, such as ``udhr/1948/25``."""
    return right.key


def parse_right(text: str) -> Right:
    """Read ``udhr/1948/25``, or ``udhr/25`` for the newest version; raises ``UnknownRight``."""
    match [part.strip() for part in text.split("/")]:
        case [id, item]:
            version = None
        case [id, version, item]:
            pass
        case _:
            raise UnknownRight("a right reads FRAMEWORK/ITEM or FRAMEWORK/VERSION/ITEM, such as udhr/1948/25")
    found, chosen = find(id, item, version)
    return Right(framework=found.id, version=found.version, item=chosen.item)
