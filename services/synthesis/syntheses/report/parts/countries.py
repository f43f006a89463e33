"""The countries side by side: how much was heard in each, what each says more, and how each moved."""

from ...document import Heard
from ..blocks import Block, Card, Paragraph, Section
from ..phrases import Phrase, Span, joined, phrase
from .changes import told
from .labels import topic_link
from .telling import Telling


def countries(telling: Telling) -> Section | None:
    """Compare countries where there is more than one."""
    heard = sorted(telling.document.voices.by_country, key=lambda row: -(row.n_criteria or 0))
    if len(heard) < 2:
        return None
    table = telling.table(
        telling.say("countries.table"),
        ("country", "says_more", "says_less", "topics_more", "criteria", "groups", "people"),
        [_row(telling, row) for row in heard],
        words=4,
    )
    blocks: list[Block] = [Paragraph(telling.say("countries.note"), "note"), table]
    blocks += [
        Card(phrase(telling.names.value("country", one.country)), told(telling, one.changes, one.country))
        for one in telling.document.countries
    ]
    return Section("countries", telling.say("countries.title"), blocks)


def _row(telling: Telling, heard: Heard) -> tuple[str | Span | Phrase, ...]:
    number = telling.numerals.number
    return (
        telling.names.value("country", heard.value, heard.name),
        _codes(telling, heard.value, "more"),
        _codes(telling, heard.value, "less"),
        _topics(telling, heard.value),
        number(heard.n_criteria),
        number(heard.n_groups),
        number(heard.n_participants),
    )


def _codes(telling: Telling, country: str, direction: str) -> Phrase:
    codes = [
        one.code
        for contrast in telling.document.contrasts
        if contrast.axis == "country"
        for one in contrast.differences
        if one.value == country and one.direction == direction
    ]
    return telling.codes(list(dict.fromkeys(codes))[:4]) if codes else phrase("–")


def _topics(telling: Telling, country: str) -> Phrase:
    for layer, found in reversed([*enumerate(telling.document.layers)]):
        topics = [
            topic
            for topic in found.topics
            if any(one.axis == "country" and one.value == country for one in topic.said_more_by)
        ]
        if topics:
            return joined([topic_link(telling, layer, topic) for topic in topics[:3]], "; ")
    return phrase("–")
