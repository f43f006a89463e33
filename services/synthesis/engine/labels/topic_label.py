"""What a topic is called, and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["words", "component", "example", "other-language"]


@dataclass(frozen=True)
class KeyPhrase:
    """A phrase of a topic as people wrote it."""

    text: str
    score: float
    """Class-based tf-idf within the layer and the language."""
    n_groups: int
    """Groups of the topic that used it."""


@dataclass(frozen=True)
class TopicLabel:
    """What a topic is called in a language, and where that comes from."""

    label: str
    source: Source
    """`words` people used, a `component` (or two, or dimensions) of the codebook, an `example` of it, or words in an
    `other-language`."""
    language: str
    """The label's language: the one asked for, except from an `other-language`, or where nothing else was found."""
    key_phrases: tuple[KeyPhrase, ...] = ()
    """Phrases used in the topic, in the language asked for or that of words from elsewhere; the best first."""
