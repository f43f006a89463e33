"""What groups, countries or years say more, and less, than the rest; and the ranking inside each of them."""

import math
from collections.abc import Sequence

from shared.vocabulary.roles import Question

from ...document import Contrast, Difference
from ..blocks import Block, Card, Figure, Paragraph, Section, Table
from ..charts.forest import Dot, forest
from ..phrases import Phrase, joined, phrase, plain
from .own_ranking import own_ranking
from .telling import TO_SHOW, Telling

Standing = set[tuple[Question | None, str]]
"""Cells that stand, by question and code."""


def contrasts(telling: Telling) -> Section | None:
    """Tell every contrast, one axis after the other."""
    cards = [_axis(telling, contrast) for contrast in telling.document.contrasts]
    if not cards:
        return None
    note = Paragraph(telling.say("contrasts.note"), "note")
    return Section("contrasts", telling.say("contrasts.title"), [note, *cards])


def _axis(telling: Telling, contrast: Contrast) -> Card:
    rate = telling.numerals.roughly(contrast.false_discovery_rate)
    key = "contrasts.tested_public" if telling.public else "contrasts.tested"
    standing = telling.say("contrasts.open" if telling.public else "contrasts.standing", n=len(contrast.differences))
    tested = telling.say(key, n=contrast.n_tested, rate=rate, standing=standing)
    blocks: list[Block] = [Paragraph(tested, "lead")]
    if not contrast.differences and not telling.public:
        blocks.append(Paragraph(telling.say("contrasts.none")))
    blocks += [_value(telling, contrast, value) for value in _values(contrast)]
    if contrast.too_small:
        small = joined([telling.names.value(contrast.axis, value) for value in contrast.too_small])
        blocks.append(Paragraph(telling.say("contrasts.too_small", values=small), "note"))
    return Card(telling.say(f"contrasts.by_{contrast.axis}"), blocks, f"contrast-{contrast.axis}")


def _told(one: Difference) -> bool:
    """Whether the figures are there; the public's edition leaves out small ones."""
    return one.log_odds is not None and one.interval is not None


def _values(contrast: Contrast) -> list[str]:
    """Give those with something that stands first, the clearest before the others, then those with a ranking."""
    standing = [one.value for one in sorted(filter(_told, contrast.differences), key=lambda one: -abs(one.log_odds))]
    return list(dict.fromkeys([*standing, *(own.value for own in contrast.own)]))


def _value(telling: Telling, contrast: Contrast, value: str) -> Card:
    standing = [one for one in contrast.differences if one.value == value and _told(one)]
    ids = {(one.question, one.code) for one in standing}
    others = [one for one in contrast.plot if one.value == value and _told(one) and (one.question, one.code) not in ids]
    rows = sorted([*standing, *others[: max(TO_SHOW - len(standing), 0)]], key=lambda one: -one.log_odds)
    name = telling.names.value(contrast.axis, value, next((one.name for one in rows if one.name), None))
    blocks: list[Block] = []
    if rows:
        blocks.append(_figure(telling, f"{contrast.axis}-{_values(contrast).index(value)}", phrase(name), rows, ids))
    for one in sorted(standing, key=lambda one: -abs(one.log_odds))[:3]:
        heading = telling.say(f"contrasts.words_{one.direction}", code=telling.names.code(one.code))
        blocks += telling.quotes(one.exemplars, 2, heading, coded=False)
    own = [ranking for ranking in contrast.own if ranking.value == value and ranking.ranked]
    blocks += [own_ranking(telling, phrase(name), ranking) for ranking in own]
    return Card(phrase(name), blocks)


def _figure(telling: Telling, identity: str, name: Phrase, rows: Sequence[Difference], standing: Standing) -> Figure:
    caption = telling.say("contrasts.figure", who=name)
    dots = [_dot(telling, one, (one.question, one.code) in standing) for one in rows]
    described = "; ".join(f"{dot.label}: {dot.text}" for dot in dots[:5])
    drawn = forest(
        f"chart-contrast-{identity}", plain(caption), described, dots, lambda odds: _tick(telling, odds),
        rtl=telling.wording.rtl,
    )  # fmt: skip
    table = _table(telling, caption, rows, standing)
    return Figure(telling.say("contrasts.more_less"), [drawn], table, telling.say("contrasts.read"))


def _dot(telling: Telling, one: Difference, stands: bool) -> Dot:
    name = telling.names.code(one.code)
    label = f"{name.text} · {telling.names.question(one.question).text}"
    text, low, high = telling.numerals.times(math.exp(one.log_odds)), one.interval.low, one.interval.high
    aside = f" ({telling.numerals.ratios(math.exp(low), math.exp(high))})"
    return Dot(label, text, aside, one.log_odds, low, high, stands, name.language)


def _tick(telling: Telling, odds: float) -> str:
    if odds == 1:
        return telling.text("contrasts.as_often")
    times = telling.numerals.number(odds if odds > 1 else 1 / odds)
    return telling.text("contrasts.tick_more" if odds > 1 else "contrasts.tick_less", times=times)


def _table(telling: Telling, caption: Phrase, rows: Sequence[Difference], standing: Standing) -> Table:
    numerals = telling.numerals
    columns = ("code", "question", "stands", "share", "share_rest", "odds", "interval", "rank", "rank_rest",
               "naming", "naming_rest", "q", "naive_p")  # fmt: skip
    cells = [
        (
            telling.names.code(one.code),
            telling.names.question(one.question),
            telling.text("yes" if (one.question, one.code) in standing else "no"),
            numerals.share(one.share),
            numerals.share(one.share_rest),
            numerals.times(math.exp(one.log_odds)),
            numerals.ratios(math.exp(one.interval.low), math.exp(one.interval.high)),
            numerals.number(one.rank),
            numerals.number(one.rank_rest),
            f"{numerals.number(one.n_groups_naming)} / {numerals.number(one.n_groups)}",
            f"{numerals.number(one.n_groups_rest_naming)} / {numerals.number(one.n_groups_rest)}",
            _small(telling, one.q),
            _small(telling, one.naive_p),
        )
        for one in rows
    ]
    return telling.table(caption, columns, cells, words=3)


def _small(telling: Telling, p: float | None) -> str:
    return (
        f"<\u00a0{telling.numerals.number(0.001, 3)}" if p is not None and p < 0.001 else telling.numerals.number(p, 3)
    )
