"""The steps of a human-rights city as data: a way that is walked and shown, and never a score."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

_OPEN = re.compile(r"other:[a-z0-9]+(?:-[a-z0-9]+)*")


class Step(BaseModel):
    """One step, in many languages, and the items of frameworks that ask for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    titles: dict[str, str] = Field(description="By language tag")
    says: str = Field(description="What it is, in English")
    items: tuple[str, ...] = Field(description="Items of frameworks, such as fra/2021/office")
    basis: Literal["read", "own"] = Field(description="Read in a framework, or this project's own proposal")


class Steps(BaseModel):
    """One version of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    note: str
    steps: list[Step]


@lru_cache(maxsize=1)
def steps() -> Steps:
    """Give the list that ships with this version of the service."""
    return Steps.model_validate_json((files(__package__) / "steps.json").read_bytes())


def _known(name: str) -> str:
    if any(step.id == name for step in steps().steps) or _OPEN.fullmatch(name):
        return name
    message = "the steps are at /v1/human-rights-city/steps; name one they lack as other:<words-with-hyphens>"
    raise PydanticCustomError("step-unknown", message)


StepName = Annotated[str, StringConstraints(strict=True, max_length=60), AfterValidator(_known)]
"""A step of the list, or ``other:`` and a name of one's own."""
