"""A report as Markdown: the same sentences, tables and quotes, without the charts."""

import re
from collections.abc import Iterator, Sequence

from .blocks import (
    Block,
    Card,
    Command,
    Counts,
    Figure,
    Folded,
    Pairs,
    Paragraph,
    Points,
    Quotes,
    Remarks,
    Report,
    Table,
)
from .phrases import Phrase, plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_OPENING = re.compile(r"^(\s*\d*)([-+=:.)])")


def write_markdown(report: Report) -> str:
    """Write a report; what people said cannot become a heading, a link or HTML."""
    lines = [f"# {escaped(report.title)}", "", f"*{_line(report.subtitle)}*", ""]
    lines += [" · ".join(f"**{_line(badge)}**" for badge in report.badges), ""] if report.badges else []
    for notice in report.notices:
        lines += [f"> {_line(notice.text)}", ""]
    for section in report.sections:
        lines += [f"## {section.number}. {_line(section.heading)}", "", *_blocks(section.blocks, 3)]
    return "\n".join([*lines, "---", "", _line(report.made), ""])


def escaped(text: str) -> str:
    """Give text in which no character means anything to Markdown."""
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text.replace("\n", " ")))


def _line(phrase: Phrase) -> str:
    if not any(span.href for span in phrase):
        return escaped(plain(phrase))
    pieces = [_SPECIAL.sub(r"\\\1", one.text.replace("\n", " ")) for one in phrase]
    linked = [f"[{text}](<{one.href}>)" if one.href else text for one, text in zip(phrase, pieces, strict=True)]
    return _OPENING.sub(r"\1\\\2", "".join(linked))


def _blocks(blocks: Sequence[Block], level: int) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield from (_line(text), "")
        case Points(items):
            yield from (*(f"- {_line(item)}" for item in items), "")
        case Counts(counts):
            yield from (*(f"- **{escaped(number)}** {_line(what)}" for number, what in counts), "")
        case Pairs(pairs):
            yield from (*(f"- **{_line(name)}**: {_line(value)}" for name, value in pairs), "")
        case Command(text):
            yield from ("```", text, "```", "")
        case Table():
            yield from _table(block)
        case Figure(caption, _, table, note):
            yield from ([f"**{_line(caption)}**", ""] if caption else [])
            yield from (*_table(table, titled=False), *([_line(note), ""] if note else []))
        case Quotes(quotes, heading):
            yield from ([f"**{_line(heading)}**", ""] if heading else [])
            for quote in quotes:
                yield from [f"*{_line(quote.mark)}*", ""] if quote.mark else []
                yield from (f"> {escaped(quote.text)}  ", f"> — {_line(quote.source)}", "")
        case Remarks(heading, remarks):
            yield from (f"**{_line(heading)}**", "")
            for remark in remarks:
                yield from (f"> {escaped(remark.text)}  ", f"> — {_line(remark.source)}", "")
        case Folded(_, inner):
            yield from _blocks(inner, level)
        case Card(heading, inner):
            yield from (f"{'#' * min(level, 6)} {_line(heading)}", "", *_blocks(inner, level + 1))


def _table(table: Table, *, titled: bool = True) -> Iterator[str]:
    yield from ([f"**{_line(table.caption)}**", ""] if titled and table.titled else [])
    yield _row(table.columns)
    yield "|" + "|".join("---:" if number in table.numeric else "---" for number in range(len(table.columns))) + "|"
    yield from map(_row, table.rows)
    yield ""


def _row(cells: Sequence[Phrase]) -> str:
    return "| " + " | ".join(_line(cell) for cell in cells) + " |"
