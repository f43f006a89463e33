"""What is exported of a criterion, to be read by other programs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Said:
    """One criterion of a synthesis, with what is known of who said it and where it was placed."""

    criterion: UUID
    text: str
    language: str
    question: str
    country: str | None = None
    territory: str | None = None
    profile: str | None = None
    year: int | None = None
    code: str | None = None
    status: str | None = None
    topics: tuple[int, ...] = ()
    """Number of its topic in each layer, from fine to broad."""
    isolated: bool = False
