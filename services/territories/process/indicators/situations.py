"""The wordings of the five situations: sets of labels as data, so that a platform can use its own people's words."""

from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ...schemas.fields import Count

USUAL_SET = "spiral-5"
"""The set of labels that is used where none is named."""

SituationLevel = Annotated[Count, Field(ge=1, le=5, description="1 very unsatisfactory, up to 5 ideal")]


class Situation(BaseModel):
    """One of the five, in many languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: int = Field(ge=1, le=5)
    labels: dict[str, str] = Field(description="By language tag")


class LabelSet(BaseModel):
    """One wording of the five situations; it never changes, another wording is another set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    titles: dict[str, str] = Field(description="By language tag")
    note: str = Field(description="Where the wording comes from, and how far to trust it")
    situations: tuple[Situation, Situation, Situation, Situation, Situation]


class Situations(BaseModel):
    """Every wording of the five situations."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    sets: list[LabelSet]


@lru_cache(maxsize=1)
def situations() -> Situations:
    """Give the sets of labels that ship with this version of the service."""
    return Situations.model_validate_json((files(__package__) / "situations.json").read_bytes())


def _known(name: str) -> str:
    known = [each.id for each in situations().sets]
    if name not in known:
        raise PydanticCustomError(
            "label-set-unknown", "use {known}; /v1/situations tells them", {"known": " or ".join(known)}
        )
    return name


LabelSetName = Annotated[str, StringConstraints(strict=True, max_length=60), AfterValidator(_known)]
"""A set of labels of the list."""
