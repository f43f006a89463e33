"""The ranking inside one kind of group: what it names most, whatever the others name."""

from ...document import OwnRanking, Ranked
from ..blocks import Figure, Table
from ..phrases import Phrase
from .profiles import bar
from .telling import TO_SHOW, Telling


def own_ranking(telling: Telling, name: Phrase, own: OwnRanking) -> Figure:
    """Draw a part's own order, from what it names most."""
    question = telling.names.question(own.question)
    caption = telling.say("contrasts.own", who=name, question=question, n=own.n_groups)
    rows = [bar(telling, row) for row in own.ranked[:TO_SHOW] if row.share]
    identity = f"chart-own-{own.question}-{own.level}-{''.join(filter(str.isalnum, own.value))}"
    return telling.bars(
        identity, caption, telling.say("contrasts.own_note"), rows, _table(telling, caption, own.ranked)
    )


def _table(telling: Telling, caption: Phrase, ranked: list[Ranked]) -> Table:
    numerals = telling.numerals
    rows = [
        (
            numerals.number(row.rank),
            telling.names.code(row.code),
            numerals.number(row.n_criteria),
            numerals.share(row.share),
            numerals.between(row.interval.low, row.interval.high) if row.interval else numerals.share(None),
            numerals.number(row.n_groups),
        )
        for row in ranked
    ]
    return telling.table(caption, ("rank", "code", "criteria", "share", "interval", "groups"), rows, words=2)
