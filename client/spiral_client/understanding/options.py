"""What the person who pushes says about a file, where the file does not say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReadingOptions:
    """How to read a file; everything may be left to be guessed."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Columns named by hand: label (or letter) to field."""
    sheet: str | None = None
    encoding: str | None = None
    language: str | None = None
    group: str | None = None
    question: str | None = None
    year: int | None = None
    visibility: str | None = None
    consent: str | None = None
    licence: str | None = None
    split: bool = True
