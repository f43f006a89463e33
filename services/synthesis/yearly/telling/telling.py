"""What every part of a told report needs at hand: its words, the names of things, and small pieces of tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from shared.vocabulary.codebook import Codebook

from ...syntheses.report.blocks import Figure, Table
from ...syntheses.report.charts.bars import Bar, bars
from ...syntheses.report.names import Names
from ...syntheses.report.numerals import NOT_TOLD, Numerals
from ...syntheses.report.phrases import Phrase, Span, joined, phrase, plain, seen, strong
from ...syntheses.report.wording import Value as Filling
from ..document import Coded, Entry, Measure, Sum, Value, Who
from .words import Words

DOT = "\u00a0· "
"""What stands between the parts of a line; a line never begins with it."""

Cell = str | Span | Phrase


@dataclass(frozen=True)
class Telling:
    """One report about to be told in one language."""

    words: Words
    codebook: Codebook
    _named: dict[tuple[str, str], str] = field(default_factory=dict)
    _coded: dict[tuple[str, str], Span] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        """Give what profiles, questions and countries are called."""
        return Names(self.codebook, self.words, {})

    @property
    def numerals(self) -> Numerals:
        """Give how figures are written."""
        return self.words.numerals

    def say(self, key: str, **values: Filling) -> Phrase:
        """Give a sentence."""
        return self.words.say(key, **values)

    def text(self, key: str, **values: Filling) -> str:
        """Give a sentence as text alone."""
        return self.words.text(key, **values)

    def named(self, group: str, value: str | None) -> str:
        """Name a value of a list, such as a state; one that is not foreseen stands for itself."""
        if not value:
            return NOT_TOLD
        if (group, value) not in self._named:
            key = f"{group}.{value}"
            named = self.text(key) if self.words.knows(key) else seen(value.replace("-", " "))
            self._named[group, value] = named
        return self._named[group, value]

    def coded(self, one: Coded) -> Span:
        """Name a component or a right, with its code: ``Housing (A03)``, ``Education (UDHR 26)``."""
        if (one.code, one.label) not in self._coded:
            self._coded[one.code, one.label] = self._name(one)
        return self._coded[one.code, one.label]

    def _name(self, one: Coded) -> Span:
        if one.code.startswith("phase/"):
            return Span(self.named("phase", one.code.removeprefix("phase/")))
        short = self.short(one.code)
        return Span(f"{seen(one.label)} ({short})" if one.label else short)

    def short(self, code: str) -> str:
        """Write a right as people cite it: ``UDHR 25`` for ``udhr/1948/25``; a component is as it is."""
        framework, _, item = code.partition("/")
        return f"{self.named('framework', framework)}\u00a0{item.rpartition('/')[2]}" if item else code

    def codes(self, found: Iterable[Coded]) -> Phrase:
        """Name several, one after the other."""
        return joined([self.coded(one) for one in found]) or phrase(NOT_TOLD)

    def who(self, who: Who | None) -> str:
        """Name a stakeholder."""
        if who is None:
            return NOT_TOLD
        return seen(who.name) if who.name else self.text("who.unnamed")

    def entry(self, entry: Entry, *, stands_out: bool = False) -> Phrase:
        """Give a record's title as a link to it, with where it is from if that is below the territory."""
        title = Span(seen(entry.title) or str(entry.id), href=entry.href)
        return phrase(strong(title) if stands_out else title, f" · {seen(entry.place.name)}" if entry.place else "")

    def day(self, on: date | None) -> str:
        """Write a day."""
        return self.numerals.day(on)

    def date(self, on: date | None) -> str:
        """Write a day briefly, for a cell of a table."""
        return NOT_TOLD if on is None else _brief(on, self.numerals.locale)

    def dated(self, value: Value | None, others: Iterable[Value | None] = ()) -> str:
        """Write a value with its year, and with its month where one of some others is of the same year."""
        if value is None:
            return NOT_TOLD
        same = any(one is not None and one.on != value.on and one.on.year == value.on.year for one in others)
        when = format_date(value.on, "MMM y" if same else "y", locale=self.numerals.locale)
        return f"{self.numerals.number(value.value, 2)} ({_unbroken(when)})"

    def moved(self, one: Measure) -> str:
        """Write where a measure began and where it is, with its unit: ``41 (2022) → 33 (2025) stops``."""
        steps = [step for step in (one.baseline, one.latest) if step is not None]
        values = " → ".join(self.dated(step, steps) for step in steps)
        return f"{values} {seen(one.unit or '')}".strip()

    def amount(self, amount: Decimal | None, currency: str | None) -> str:
        """Write an amount of money as the language does, with the currency's code."""
        if amount is None:
            return NOT_TOLD
        return _money(amount, currency or "XXX", self.numerals.locale)

    def sums(self, found: Sequence[Sum]) -> str:
        """Write sums, each currency by itself."""
        return " + ".join(self.amount(one.amount, one.currency) for one in found) or NOT_TOLD

    def table(
        self, caption: Phrase, columns: Sequence[str], rows: Iterable[Sequence[Cell]], numeric: Iterable[int] = ()
    ) -> Table:
        """Make a table from keys of columns and cells, to stand under a heading of the same words."""
        heads = [self.say(f"column.{column}") for column in columns]
        cells = [[phrase(cell) for cell in row] for row in rows]
        return Table(caption, heads, cells, frozenset(numeric), titled=False)

    def shares(self, identity: str, caption: Phrase, rows: Sequence[Bar], table: Table, note: Phrase = ()) -> Figure:
        """Make a figure of bars of shares."""
        described = "; ".join(f"{row.label}: {row.text}" for row in rows[:5])
        drawn = bars(identity, plain(caption), described, rows, self._tick, rtl=self.words.rtl)
        return Figure(caption, [drawn], table, note)

    def _tick(self, share: float) -> str:
        """Write a share below an axis, where a whole percentage needs no decimal."""
        whole = abs(100 * share - round(100 * share)) < 1e-6
        return self.numerals.roughly(share) if whole else self.numerals.share(share)


@lru_cache(maxsize=4096)
def _brief(on: date, locale: Locale) -> str:
    return _unbroken(format_date(on, "medium", locale=locale))


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str, locale: Locale) -> str:
    number = "#,##0.00" if amount % 1 else "#,##0"
    form = f"¤¤\u00a0{number}" if locale.language == "en" else f"{number}\u00a0¤¤"
    written: str = format_currency(amount, currency, format=form, locale=locale, currency_digits=False)
    return written


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")
