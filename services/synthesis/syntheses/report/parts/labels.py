"""What a topic is called: as people named it, else as the machine did, in the reader's language where there is one."""

from dataclasses import dataclass

from ...document import Label, Topic
from ...schemas import TopicName
from ..phrases import Span, seen
from .telling import Telling


@dataclass(frozen=True)
class Called:
    """The name to show, the machine's label where people gave another name, and the words that led to it."""

    shown: Span
    machine: Span | None
    key_phrases: tuple[Span, ...]


def topic_label(telling: Telling, layer: int, topic: Topic) -> Called:
    """Give what a topic of a layer is called."""
    label = _nearest(telling, topic.labels)
    words = tuple(_span(telling, words, label.language) for words in label.key_phrases) if label else ()
    machine = (
        _span(telling, label.label, label.language) if label else Span(telling.text("topic.number", n=topic.topic))
    )
    name = _given(telling, layer, topic.topic)
    if name is None:
        return Called(machine, None, words)
    return Called(_span(telling, name.name, name.language), machine, words)


def topic_link(telling: Telling, layer: int, topic: Topic) -> Span:
    """Give a topic's name as a link to its place in the report."""
    shown = topic_label(telling, layer, topic).shown
    return Span(shown.text, shown.language, f"topic-{layer}-{topic.topic}")


def _nearest(telling: Telling, labels: list[Label]) -> Label | None:
    for language in _preferred(telling):
        for label in labels:
            if label.language == language:
                return label
    return labels[0] if labels else None


def _given(telling: Telling, layer: int, topic: int) -> TopicName | None:
    names = [name for name in telling.synthesis.names if (name.layer, name.topic) == (layer, topic)]
    names.sort(key=lambda name: name.named_at, reverse=True)
    for language in _preferred(telling):
        for name in names:
            if name.language == language:
                return name
    return names[0] if names else None


def _preferred(telling: Telling) -> tuple[str, ...]:
    wording = telling.wording
    return (wording.language, wording.language.split("-")[0], wording.spoken, "en")


def _span(telling: Telling, text: str, language: str) -> Span:
    return Span(seen(text), None if language == telling.wording.spoken else language)
