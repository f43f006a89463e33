"""Where codes and words tell different stories: a finding, and work for those who code."""

from ...document import Disagreement, Topic
from ..blocks import Block, Card, Paragraph, Section
from ..phrases import joined, phrase
from .labels import topic_link
from .telling import Telling

TOLD = 20
"""Disagreements that are told in full; the CSV has all."""


def disagreements(telling: Telling) -> Section | None:
    """List topics whose criteria are coded in more than one way."""
    found = telling.document.disagreements
    if not found:
        return None
    cards = [card for one in found[:TOLD] if (card := _card(telling, one)) is not None]
    note = Paragraph(telling.say("disagreements.note"), "note")
    more = [Paragraph(telling.say("disagreements.more", n=len(found) - TOLD), "note")] if len(found) > TOLD else []
    return Section("disagreements", telling.say("disagreements.title"), [note, *cards, *more])


def _card(telling: Telling, one: Disagreement) -> Card | None:
    topic = _topic(telling, one)
    if topic is None:
        return None
    share = telling.numerals.share
    others = [phrase(telling.names.code(code.code), f" {share(code.share)}") for code in one.other_codes[:4]]
    told = telling.say(
        "disagreements.told", code=telling.names.code(one.code), share=share(one.share), others=joined(others)
    )
    blocks: list[Block] = [Paragraph(told), *telling.quotes(one.criteria, 3, telling.say("disagreements.words"))]
    return Card(phrase(topic_link(telling, one.layer, topic)), blocks)


def _topic(telling: Telling, one: Disagreement) -> Topic | None:
    layers = telling.document.layers
    if not 0 <= one.layer < len(layers):
        return None
    return next((topic for topic in layers[one.layer].topics if topic.topic == one.topic), None)
