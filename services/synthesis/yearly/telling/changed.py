"""What changed: evaluations before and after, situations found and wished, measures, improvements."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from ...syntheses.report.blocks import Block, Card, Figure, Pairs, Panel, Paragraph, Section
from ...syntheses.report.charts.lines import Step, line
from ...syntheses.report.phrases import Phrase, Span, phrase, plain, seen
from ..document import Cell, Improvement, Measure, Moment, Situation, Value, YearlyReport
from .scales import Marks, scale
from .telling import Telling

SHOWN = 20
"""Rows a chart shows; its table has all of them."""


def changed(telling: Telling, report: YearlyReport) -> Section:
    """Tell what changed."""
    found = report.changed
    blocks: list[Block] = [
        *_evaluations(telling, found.evaluations),
        *_situations(telling, found.situations, found.n_indicators_unobserved),
        *_measures(telling, found.measures),
        *_improvements(telling, found.improvements),
    ]
    return Section(
        "changed", telling.say("yearly.changed"), blocks or [Paragraph(telling.say("yearly.changed.nothing"), "note")]
    )


def _evaluations(telling: Telling, cells: Sequence[Cell]) -> Iterator[Block]:
    if not cells:
        return
    caption = telling.say("yearly.changed.evaluations")
    rows: list[Sequence[str | Span | Phrase]] = [
        (
            phrase(cell.title or telling.text("yearly.unnamed")),
            telling.coded(cell.aspect),
            *_moments(telling, cell.before, cell.after),
            telling.numerals.number(cell.difference, 1),
            telling.numerals.number(cell.n_both),
        )
        for cell in cells
    ]
    columns = ("evaluated", "aspect", "before", "after", "difference", "both")
    table = telling.table(caption, columns, rows, (2, 3, 4, 5))
    shown = [cell for cell in cells if cell.before or cell.after][:SHOWN]
    alone = len({cell.of for cell in shown}) == 1
    marks = [_cell_marks(telling, cell, alone) for cell in shown]
    drawn = _scale(telling, "evaluations", plain(caption), marks)
    about = rows[0][0] if alone and isinstance(rows[0][0], tuple) else ()
    yield (
        Card(caption, [Figure(about, [drawn], table, telling.say("yearly.changed.evaluations-note"))], "evaluations")
        if marks
        else Card(caption, [table], "evaluations")
    )


def _moments(telling: Telling, *moments: Moment | None) -> tuple[str, ...]:
    """Write means, each with the number of groups behind it."""
    return tuple(
        f"{telling.numerals.number(one.mean, 1)} ({telling.numerals.number(one.n_groups)})"
        if one else telling.numerals.number(None)
        for one in moments
    )  # fmt: skip


def _cell_marks(telling: Telling, cell: Cell, alone: bool) -> Marks:
    """Mark one aspect; what was evaluated is named beside it unless it is the same for all."""
    before, after = (one.mean if one else None for one in (cell.before, cell.after))
    n = max((one.n_groups for one in (cell.before, cell.after) if one), default=0)
    title = seen(cell.title) if cell.title else telling.text("yearly.unnamed")
    groups = f" · {plain(telling.say('count.groups', n=n))}"
    aspect = telling.coded(cell.aspect).text
    return Marks(aspect if alone else f"{aspect} · {title}", _step(telling, before, after), groups, before, after)


def _step(telling: Telling, before: float | None, after: float | None) -> str:
    return " → ".join(telling.numerals.number(value, 1) for value in (before, after) if value is not None)


def _scale(telling: Telling, identity: str, title: str, marks: Sequence[Marks]) -> Markup:
    described = "; ".join(f"{one.label}: {one.text}" for one in marks[:5])

    def tick(level: int) -> str:
        return telling.text(f"situation.{level}")

    return scale(f"chart-{identity}", title, described, marks, tick, rtl=telling.words.rtl)


def _situations(telling: Telling, found: Sequence[Situation], n_unobserved: int) -> Iterator[Block]:
    if not found:
        return
    caption = telling.say("yearly.changed.situations")
    rows: list[Sequence[str | Span | Phrase]] = [
        (
            telling.entry(one),
            *_moments(telling, one.last_year, one.present, one.wished),
            seen(one.statement or "") or telling.numerals.number(None),
        )
        for one in found
    ]
    table = telling.table(caption, ("indicator", "last-year", "present", "wished", "statement"), rows, (1, 2, 3))
    marks = [_situation_marks(telling, one) for one in found if one.present or one.last_year][:SHOWN]
    note = telling.say("yearly.changed.situations-note")
    blocks: list[Block] = [
        Figure((), [_scale(telling, "situations", plain(caption), marks)], table, note) if marks else table
    ]
    if n_unobserved:
        blocks.append(Paragraph(telling.say("yearly.changed.unobserved", n=n_unobserved), "note"))
    yield Card(caption, blocks, "situations")


def _situation_marks(telling: Telling, one: Situation) -> Marks:
    before, now, wished = (moment.mean if moment else None for moment in (one.last_year, one.present, one.wished))
    n = one.present.n_groups if one.present else 0
    groups = f" · {plain(telling.say('count.groups', n=n))}" if n else ""
    return Marks(seen(one.title), _step(telling, before, now), groups, before, now, wished)


def _measures(telling: Telling, found: Sequence[Measure]) -> Iterator[Block]:
    if not found:
        return
    caption = telling.say("yearly.changed.measures")
    rows = [_measure(telling, one) for one in found]
    columns = ("measure", "baseline", "value-before", "value-now", "target", "moves")
    table = telling.table(caption, columns, rows, (1, 2, 3, 4))
    panels = [_panel(telling, number, one) for number, one in enumerate(found) if _drawable(one)]
    blocks: list[Block] = (
        [Figure((), panels, table, telling.say("yearly.changed.measures-note"))] if panels else [table]
    )
    notes = [one for one in found if one.notes]
    if notes:
        pairs = [(telling.entry(one), phrase(seen(one.notes or ""))) for one in notes]
        blocks += [Paragraph(telling.say("yearly.changed.read-with"), "note"), Pairs(pairs)]
    yield Card(caption, blocks, "measures")


def _measure(telling: Telling, one: Measure) -> tuple[str | Span | Phrase, ...]:
    title = phrase(telling.entry(one), f" ({seen(one.unit)})" if one.unit else "")
    steps = (one.baseline, one.last_year, one.latest, one.target)
    return title, *(telling.dated(value, steps) for value in steps), telling.named("moves", one.moves)


def _drawable(one: Measure) -> bool:
    return len(_steps(one)) > 1 and min(value.value for value in one.series) >= 0


def _steps(one: Measure) -> dict[str, Value]:
    """Give the last value of each year, or of each month where all are of one year."""
    within = len({value.on.year for value in one.series}) == 1
    return {value.on.strftime("%m/%Y" if within else "%Y"): value for value in one.series}


def _panel(telling: Telling, number: int, one: Measure) -> Panel:
    """Draw the series of a measure from nought."""
    steps = [Step(when, found.value, found.value, found.value) for when, found in _steps(one).items()]
    highest = max([*(step.value for step in steps), one.target.value if one.target else 0.0])
    kind = {"better": "more", "worse": "less"}.get(one.moves or "", "flat")

    def tick(value: float) -> str:
        return telling.numerals.number(value, 1)

    drawn = line(f"measure-{number}", one.title, one.unit or "", steps, highest, tick, kind=kind)
    unit = f" ({seen(one.unit)})" if one.unit else ""
    return Panel(phrase(f"{seen(one.title)}{unit}"), drawn)


def _improvements(telling: Telling, found: Sequence[Improvement]) -> Iterator[Block]:
    if not found:
        return
    caption = telling.say("yearly.changed.improvements")
    rows = [
        (
            phrase(Span(seen(one.text), href=one.href)),
            phrase(telling.named("progress", one.state), f" · {telling.text('yearly.late')}" if one.overdue else ""),
            telling.who(one.owner),
            telling.date(one.due_on),
            seen(one.evaluation or "") or telling.numerals.number(None),
        )
        for one in found
    ]
    columns = ("improvement", "state", "owner", "until", "after-evaluation")
    yield Card(caption, [telling.table(caption, columns, rows)], "improvements")
