"""The question every action answers: what of those who cannot speak here?"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.text import Statement

from ...schemas.fields import Sent


class Effect(StrEnum):
    """What something does to those it concerns."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "none"
    UNKNOWN = "unknown"


class LensAnswer(Sent):
    """What an action does to some of those who cannot speak here; not to know is an answer if a note says why."""

    effect: Effect
    note: Statement | None = None

    @property
    def answers(self) -> bool:
        """Tell whether this says something."""
        return self.effect != Effect.UNKNOWN or self.note is not None


class Lens(Sent):
    """What an action does to people not yet born, to life that is not human, and to the climate."""

    future_generations: Annotated[LensAnswer | None, Field(description="People not yet born")] = None
    non_human_life: Annotated[LensAnswer | None, Field(description="Animals, plants, soils and waters")] = None
    climate: LensAnswer | None = None

    def unanswered(self) -> list[str]:
        """Name those of the three that nothing is said of."""
        return [name for name in Lens.model_fields if not (said := getattr(self, name)) or not said.answers]
