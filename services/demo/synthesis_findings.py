"""What a synthesis, a contrast and the alarms amount to, in the few lines that the demonstration shows."""

from dataclasses import dataclass
from typing import Any

from spiral_client import Client

Row = dict[str, Any]

FEWEST = 20
"""Criteria that an idea holds at least, to be shown."""


@dataclass(frozen=True)
class Idea:
    """A recurring idea: what it is called, how many stand behind it, and two of its examples."""

    label: str
    question: str
    n_criteria: int
    n_groups: int
    n_countries: int
    quotes: list[Row]


def ideas(synthesis: Row, language: str, n: int = 3) -> list[Idea]:
    """Give the ideas whose statements lie closest together, of the layer above the finest, each of another question.

    Where there are fewer questions than ideas asked for, a question may come again.
    """
    layers = synthesis["document"]["layers"]
    if not layers:
        return []
    topics = layers[min(1, len(layers) - 1)]["topics"]
    large = [topic for topic in topics if topic["n_criteria"] >= FEWEST] or topics
    closest = sorted(large, key=lambda topic: (-topic["closeness"], topic["topic"]))
    first: dict[Any, Row] = {}
    for topic in closest:
        first.setdefault(topic["question"], topic)
    chosen = list(first.values()) + [topic for topic in closest if topic not in first.values()]
    return [_idea(topic, synthesis["quotes"], language) for topic in chosen[:n]]


def _idea(topic: Row, quotes: Row, language: str) -> Idea:
    labels = {each["language"]: each["label"] for each in topic["labels"]}
    label = labels.get(language) or next(iter(labels.values()), f"idea {topic['topic']}")
    by_language: dict[str, Row] = {}
    for quote in (quotes[id] for id in topic["exemplars"] if id in quotes):
        by_language.setdefault(quote["language"], quote)
    counts = topic["n_criteria"], topic["n_groups"], topic["n_countries"]
    return Idea(label, topic["question"] or "all questions", *counts, list(by_language.values())[:2])


def differences(synthesis: Row, n: int = 4) -> list[Row]:
    """Give the differences that a synthesis found to stand, each of another code, the surest first."""
    found = [row for contrast in synthesis["document"]["contrasts"] for row in contrast["differences"]]
    best: dict[tuple[str, str], Row] = {}
    for row in sorted(found, key=lambda row: float(row["q"])):
        best.setdefault((row["value"], row["code"]), row)
    return list(best.values())[:n]


def surest_alarm(client: Client) -> Row | None:
    """Give the surest of what stands out though nobody asked; None where nothing does."""
    found = client.alarms(lead="true")
    return min(found, key=lambda alarm: float(alarm["q"]), default=None)
