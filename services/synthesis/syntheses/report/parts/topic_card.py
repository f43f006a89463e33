"""What is told of one topic: its size, its words, a dissenting voice, its codes, and who speaks of it more."""

import math

from ...document import SaidMore, Topic
from ..blocks import Block, Paragraph, Points, Quotes
from ..phrases import Phrase, joined, phrase
from .labels import topic_label, topic_link
from .telling import Telling

_EXEMPLARS = {0: 3, 1: 3}
"""Quotes by depth; finer topics have two."""

_CODES = 4


def said_of(telling: Telling, layer: int, depth: int, topic: Topic) -> list[Block]:
    """Give all that stands under a topic's name."""
    called = topic_label(telling, layer, topic)
    blocks: list[Block] = []
    if called.machine is not None:
        blocks.append(Paragraph(telling.say("topic.machine", label=called.machine), "note"))
    blocks.append(Paragraph(_size(telling, topic), "lead"))
    if called.key_phrases and depth < 2:
        blocks.append(Points([phrase(words) for words in called.key_phrases[:6]], "chips"))
    blocks += _words(telling, depth, topic)
    blocks += [Paragraph(sentence) for sentence in _sentences(telling, layer, topic)]
    return [*blocks, *telling.remarks(layer, topic.topic)]


def _words(telling: Telling, depth: int, topic: Topic) -> list[Block]:
    blocks = telling.quotes(topic.exemplars, _EXEMPLARS.get(depth, 2))
    otherwise = [quote for one in topic.dissenting if (quote := telling.synthesis.quotes.get(one)) is not None]
    if depth not in _EXEMPLARS or not otherwise:
        return blocks
    voice = telling.quoted(otherwise[0], mark=telling.say("topic.dissenting"))
    beside = [*blocks[0].quotes, voice] if blocks and isinstance(blocks[0], Quotes) else [voice]
    return [Quotes(beside)]


def _size(telling: Telling, topic: Topic) -> Phrase:
    pieces = [
        phrase(telling.count("criteria", topic.n_criteria), f" ({telling.numerals.share(topic.share)})"),
        telling.count("groups", topic.n_groups),
        telling.count("people", topic.n_participants),
    ]
    if telling.document.voices.n_countries > 1:
        pieces.append(telling.count("countries", topic.n_countries))
    if topic.question:
        pieces.append(phrase(telling.names.question(topic.question)))
    if topic.n_copies:
        pieces.append(telling.say("topic.copies", n=topic.n_copies))
    return joined(pieces, " · ")


def _sentences(telling: Telling, layer: int, topic: Topic) -> list[Phrase]:
    found = []
    if topic.codes:
        share = telling.numerals.share
        codes = joined(
            [phrase(telling.names.code(code.code), f" {share(code.share)}") for code in topic.codes[:_CODES]]
        )
        found.append(telling.say("topic.codes", codes=codes, uncoded=share(topic.uncoded_share)))
    if topic.said_more_by:
        found.append(telling.say("topic.said_more", who=joined([_more(telling, one) for one in topic.said_more_by])))
    if (other := _counterpart(telling, layer, topic)) is not None:
        found.append(telling.say("topic.counterpart", topic=topic_link(telling, layer, other)))
    return found


def _more(telling: Telling, one: SaidMore) -> Phrase:
    name = telling.names.value(one.axis, one.value, one.name)
    if one.log_odds is None or one.interval is None:
        return phrase(name)
    between = telling.numerals.ratios(math.exp(one.interval.low), math.exp(one.interval.high))
    return phrase(name, f" ({telling.numerals.times(math.exp(one.log_odds))}, {between})")


def _counterpart(telling: Telling, layer: int, topic: Topic) -> Topic | None:
    if topic.counterpart is None:
        return None
    number = topic.counterpart.topic
    return next((other for other in telling.document.layers[layer].topics if other.topic == number), None)
