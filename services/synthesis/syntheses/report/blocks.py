"""What a report is made of, before it is a page or a text: sections of paragraphs, tables, charts and quotes.

HTML and Markdown are both written from these, so neither can tell what the other leaves out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

from .phrases import Phrase


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; a note says how to read something, a lead opens a section, a finding is what to take home."""

    text: Phrase
    kind: Literal["plain", "note", "lead", "finding", "warning"] = "plain"


@dataclass(frozen=True)
class Points:
    """A list of sentences or names."""

    items: Sequence[Phrase]
    kind: Literal["plain", "findings", "chips"] = "plain"


@dataclass(frozen=True)
class Table:
    """Rows under named columns; ``numeric`` tells which columns hold figures.

    One that is not ``titled`` stands under a heading that says the same: its caption is heard and not seen.
    """

    caption: Phrase
    columns: Sequence[Phrase]
    rows: Sequence[Sequence[Phrase]]
    numeric: frozenset[int] = frozenset()
    titled: bool = True


@dataclass(frozen=True)
class Panel:
    """A small chart among others, with its own heading."""

    heading: Phrase
    chart: Markup


@dataclass(frozen=True)
class Figure:
    """A chart, what it shows in words (empty where the heading above it says it), and the same figures as a table."""

    caption: Phrase
    charts: Sequence[Markup | Panel]
    table: Table
    note: Phrase = ()


@dataclass(frozen=True)
class Quoted:
    """Somebody's words and whose they are: a kind of group and a place, never a person."""

    text: str
    language: str
    source: Phrase
    mark: Phrase = ()


@dataclass(frozen=True)
class Quotes:
    """Words behind a figure."""

    quotes: Sequence[Quoted]
    heading: Phrase = ()


@dataclass(frozen=True)
class Remarked:
    """A comment of a member of the platform."""

    text: str
    source: Phrase


@dataclass(frozen=True)
class Remarks:
    """Comments at the place they speak of."""

    heading: Phrase
    remarks: Sequence[Remarked]


@dataclass(frozen=True)
class Counts:
    """Large figures with what they count."""

    counts: Sequence[tuple[str, Phrase]]


@dataclass(frozen=True)
class Pairs:
    """Names with what they stand for."""

    pairs: Sequence[tuple[Phrase, Phrase]]


@dataclass(frozen=True)
class Command:
    """Something to type."""

    text: str


@dataclass(frozen=True)
class Folded:
    """What is there for those who look closer; always open in print."""

    heading: Phrase
    blocks: Sequence["Block"]


@dataclass(frozen=True)
class Card:
    """A part with a heading of its own, one level below the section or card that holds it."""

    heading: Phrase
    blocks: Sequence["Block"]
    anchor: str | None = None
    kind: Literal["plain", "topic"] = "plain"


Block = Paragraph | Points | Table | Figure | Quotes | Remarks | Counts | Pairs | Command | Folded | Card


@dataclass(frozen=True)
class Section:
    """A numbered part of the report."""

    anchor: str
    heading: Phrase
    blocks: Sequence[Block]
    number: int = 0


@dataclass(frozen=True)
class Report:
    """A whole report, ready to be written as HTML or Markdown."""

    language: str
    spoken: str
    rtl: bool
    kind: str
    title: str
    subtitle: Phrase
    badges: Sequence[Phrase]
    notices: Sequence[Paragraph]
    contents: str
    figures: str
    made: Phrase
    sections: Sequence[Section] = field(default=())
