"""The eight phases that every cycle goes through."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ...schemas.fields import Count


@dataclass(frozen=True)
class Phase:
    """One of the eight: its number, and its name."""

    number: int
    name: str


PHASES = (
    Phase(1, "organise"),
    Phase(2, "co-define goals"),
    Phase(3, "evaluate before"),
    Phase(4, "project and compare"),
    Phase(5, "co-decide and commit"),
    Phase(6, "act"),
    Phase(7, "evaluate after"),
    Phase(8, "review and prepare the next"),
)
"""In their order (TOGETHER, the SPIRAL method wiki)."""

PhaseNumber = Annotated[
    Count, Field(ge=1, le=8, description="; ".join(f"{phase.number} {phase.name}" for phase in PHASES))
]
