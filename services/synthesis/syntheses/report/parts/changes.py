"""How shares moved over time, called a change only where the same kinds of groups were heard."""

from collections.abc import Sequence

from ...document import Change, Changes, Comparison
from ..blocks import Block, Figure, Panel, Paragraph, Points, Section
from ..charts.lines import Step, line
from ..phrases import Phrase, Span, joined, phrase, plain, seen
from .telling import TO_SHOW, Telling


def changes(telling: Telling) -> Section | None:
    """Tell how the whole scope moved."""
    found = telling.document.changes
    if found is None or not found.periods:
        return None
    return Section("changes", telling.say("changes.title"), told(telling, found, "all"))


def told(telling: Telling, found: Changes, identity: str) -> list[Block]:
    """Say whether periods can be compared, draw a small line for each code, and give all shares."""
    blocks: list[Block] = [*_comparison(telling, found.comparison)]
    if found.standardised != "none":
        blocks.append(Paragraph(telling.say(f"changes.standardised_{found.standardised}"), "note"))
    rows = [change for change in found.changes if len(change.shares) > 1]
    if not rows:
        return [*blocks, Paragraph(telling.say("changes.one_period"))]
    standing = [change for change in rows if change.stands]
    comparable = found.comparison is not None and found.comparison.comparable
    if standing and comparable:
        blocks.append(Points([_sentence(telling, change) for change in standing[:5]]))
    elif comparable and not telling.public:
        blocks.append(Paragraph(telling.say("changes.none")))
    return [*blocks, _figure(telling, rows, identity)]


def _comparison(telling: Telling, comparison: Comparison | None) -> list[Block]:
    if comparison is None:
        return []
    values = {"first": seen(comparison.first), "last": seen(comparison.last)}
    if comparison.comparable:
        return [Paragraph(telling.say("changes.comparable", **values), "lead")]
    reasons = [_reason(telling, reason) for reason in comparison.reasons if reason != "kind-missing"]
    for period, missing in (
        (comparison.first, comparison.missing_in_first),
        (comparison.last, comparison.missing_in_last),
    ):
        if missing:
            who = joined([_kind(telling, value) for value in missing], "; ")
            reasons.append(telling.say("changes.missing", period=seen(period), who=who))
    return [Paragraph(telling.say("changes.not_comparable", **values), "warning"), Points(reasons)]


def _reason(telling: Telling, reason: str) -> Phrase:
    known = telling.wording.knows(f"obstacle.{reason}")
    return telling.say(f"obstacle.{reason}") if known else phrase(Span(seen(reason), "en"))


def _kind(telling: Telling, value: str) -> Phrase:
    """Name a kind of group; where country and profile make a kind together, name both."""
    parts = [(("country" if len(part) == 2 and part.isupper() else "profile"), part) for part in value.split(", ")]
    return joined([telling.names.value(axis, part) for axis, part in parts])


def _sentence(telling: Telling, change: Change) -> Phrase:
    first, last = change.shares[0], change.shares[-1]
    key = "changes.rose" if (last.share or 0) > (first.share or 0) else "changes.fell"
    return telling.say(
        key,
        code=telling.names.code(change.code),
        question=telling.names.question(change.question),
        first=telling.numerals.share(first.share),
        last=telling.numerals.share(last.share),
        low=telling.numerals.points(change.interval.low if change.interval else None),
        high=telling.numerals.points(change.interval.high if change.interval else None),
    )


def _figure(telling: Telling, rows: Sequence[Change], identity: str) -> Figure:
    ordered = sorted(rows, key=lambda change: (not change.stands, -max(share.share or 0 for share in change.shares)))
    drawn = ordered[:TO_SHOW]
    # An interval from 0 to 1 says that too few groups were heard for one: it must not flatten all the charts.
    ends = [share.interval.high for change in drawn for share in change.shares if share.interval.high < 1]
    highest = max([*ends, *(share.share or 0.0 for change in drawn for share in change.shares)], default=1.0)
    panels = [
        _panel(telling, change, f"chart-change-{identity}-{number}", highest) for number, change in enumerate(drawn)
    ]
    numerals = telling.numerals
    table = telling.table(
        telling.say("changes.table"),
        ("code", "question", "period", "share", "interval", "criteria", "groups", "stands"),
        [
            (
                telling.names.code(change.code),
                telling.names.question(change.question),
                seen(share.period),
                numerals.share(share.share),
                numerals.between(share.interval.low, share.interval.high),
                numerals.number(share.n_criteria),
                numerals.number(share.n_groups),
                telling.text("yes" if change.stands else "no"),
            )
            for change in ordered
            for share in change.shares
        ],
        words=3,
    )
    return Figure(telling.say("changes.figure"), panels, table, telling.say("changes.read"))


def _panel(telling: Telling, change: Change, identity: str, highest: float) -> Panel:
    steps = [Step(seen(share.period), share.share, share.interval.low, share.interval.high) for share in change.shares]
    name = telling.names.code(change.code)
    heading = phrase(name, f" · {telling.names.question(change.question).text}")
    described = "; ".join(f"{step.period}: {telling.numerals.share(step.value)}" for step in steps)
    rose = steps[-1].value > steps[0].value
    kind = ("more" if rose else "less") if change.stands else "flat"
    return Panel(heading, line(identity, plain(heading), described, steps, highest, telling.numerals.share, kind=kind))
