"""What every part of a report needs at hand: the figures, the names of things, and the words to say them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from shared.vocabulary.codebook import Codebook

from ...document import Document, Interval
from ...schemas import Quote, Remark, Synthesis
from ..blocks import Block, Figure, Paragraph, Quoted, Quotes, Remarked, Remarks, Table
from ..charts.bars import Bar, bars
from ..names import Names
from ..numerals import Numerals
from ..phrases import Phrase, Span, joined, phrase, plain, seen
from ..wording import Value, Wording

TO_SHOW = 12
"""Rows a chart shows; its table has all of them."""


@dataclass(frozen=True)
class Telling:
    """One synthesis about to be told in one language."""

    synthesis: Synthesis
    document: Document
    codebook: Codebook
    wording: Wording

    @cached_property
    def names(self) -> Names:
        """Give what things are called."""
        voices = self.document.voices
        rows = [("territory", row) for row in voices.by_territory] + [("profile", row) for row in voices.by_profile]
        return Names(self.codebook, self.wording, {(axis, row.value): row.name for axis, row in rows if row.name})

    @property
    def public(self) -> bool:
        """Whether small figures were left out, so that what is not told may be there all the same."""
        return self.synthesis.audience == "public"

    @property
    def numerals(self) -> Numerals:
        """Give how figures are written."""
        return self.wording.numerals

    def say(self, key: str, **values: Value) -> Phrase:
        """Give a sentence."""
        return self.wording.say(key, **values)

    def text(self, key: str, **values: Value) -> str:
        """Give a sentence as text alone."""
        return self.wording.text(key, **values)

    def count(self, what: str, n: int | None) -> Phrase:
        """Give a number of something: ``12 groups``."""
        return self.say(f"count.{what}", n=n)

    def codes(self, codes: Iterable[str]) -> Phrase:
        """Name several codes."""
        return joined([self.names.code(code) for code in codes])

    def share(self, value: float | None, interval: Interval | None = None) -> str:
        """Write a share, with its interval where there is one."""
        written = self.numerals.share(value)
        if interval is None:
            return written
        return f"{written}  ({self.numerals.between(interval.low, interval.high)})"

    def table(
        self, caption: Phrase, columns: Sequence[str], rows: Iterable[Sequence[str | Span | Phrase]], words: int = 1
    ) -> Table:
        """Make a table from keys of columns and cells; after the first so many columns all are figures."""
        heads = [self.say(f"column.{column}") for column in columns]
        cells = [[phrase(cell) for cell in row] for row in rows]
        return Table(caption, heads, cells, frozenset(range(words, len(columns))))

    def bars(self, identity: str, caption: Phrase, note: Phrase, rows: Sequence[Bar], table: Table) -> Figure:
        """Make a figure of bars of shares."""
        title = plain(caption)
        described = "; ".join(f"{row.label}: {row.text}" for row in rows[:5])
        drawn = bars(identity, title, described, rows, self.numerals.share, rtl=self.wording.rtl)
        return Figure(caption, [drawn], table, note)

    def quotes(self, ids: Iterable[UUID], most: int, heading: Phrase = (), *, coded: bool = True) -> list[Block]:
        """Give the words behind some ids, with their codes or without; where none may be read, say so."""
        wanted = list(ids)
        found = [quote for quote in map(self.synthesis.quotes.get, wanted) if quote is not None]
        if wanted and not found:
            return [Paragraph(self.say("quotes.none"), "note")]
        return [Quotes([self.quoted(quote, coded=coded) for quote in found[:most]], heading)] if found else []

    def quoted(self, quote: Quote, *, coded: bool = True, mark: Phrase = ()) -> Quoted:
        """Give somebody's words with the kind of group and the place."""
        source: list[Span] = []
        source += [self.names.value("profile", quote.profile)] if quote.profile else []
        source += [Span(seen(quote.territory_name))] if quote.territory_name else []
        source += [self.names.value("country", quote.country)] if quote.country else []
        source += [Span(str(quote.year))] if quote.year else []
        source += [self.names.code(quote.code)] if quote.code and coded else []
        return Quoted(seen(quote.text), quote.language, joined(source, " · "), mark)

    def remarks(self, layer: int | None = None, topic: int | None = None) -> list[Block]:
        """Give what members said about a topic, or about the synthesis as a whole."""
        found = [remark for remark in self.synthesis.remarks if (remark.layer, remark.topic) == (layer, topic)]
        return [Remarks(self.say("remarks.heading"), [self._remarked(remark) for remark in found])] if found else []

    def _remarked(self, remark: Remark) -> Remarked:
        return Remarked(seen(remark.text), phrase(f"{seen(remark.by)} · {self.numerals.day(remark.at)}"))
