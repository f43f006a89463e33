"""Criteria from tables; how a table is read at all is tested with ``shared.rows``."""

from typing import Any

import pytest

from services.criteria.imports.csv_rows import CsvReader
from services.criteria.imports.rows import Read
from shared.rows.errors import BodyUnreadable
from shared.rows.lines import Lines

HEADER = "external_id,group,question,text"


def read(text: str | bytes, *, chunk_lines: int = 10_000) -> Read:
    """Read a table in chunks of some lines."""
    body = text.encode() if isinstance(text, str) else text
    lines: list[Any] = body.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    reader, found = CsvReader(), Read()
    for first in range(0, len(lines), chunk_lines):
        part = reader.read(Lines(first + 1, lines[first : first + chunk_lines], 0))
        found.rows += part.rows
        found.lines += part.lines
        found.refused += part.refused
    reader.end()
    return found


def test_an_apostrophe_that_belongs_to_the_words_stays() -> None:
    found = read(f"{HEADER}\n1,elders,policy,'t is goed\n2,elders,policy,'=1+1\n3,elders,policy,'''=1\n")
    assert [row.text for row in found.rows] == ["'t is goed", "=1+1", "''=1"]


def test_a_records_number_is_that_of_its_first_line() -> None:
    found = read(f'\n{HEADER}\n\n1,elders,policy,"un\ndeux\ntrois"\n2,elders,nothing,x\n', chunk_lines=2)
    assert found.lines == [4]
    assert [refused.line for refused in found.refused] == [7]


def test_lists_and_numbers_are_read_from_cells() -> None:
    found = read(f"{HEADER},codes,participant,taken_up_from,,\n1,elders,policy,x,A01; B02;,12,a;b,,\n")
    row = found.rows[0]
    assert (row.codes, row.participant, row.taken_up_from) == (["A01", "B02"], 12, ["a", "b"])


@pytest.mark.parametrize("cell", ["0", "1001", "x", "1.5", "-1", "99999999", "²", "٣٣٣٣"])
def test_a_participant_that_is_no_ordinal_is_refused(cell: str) -> None:
    found = read(f"{HEADER},participant\n1,elders,policy,x,{cell}\n")
    assert [fault.field for refused in found.refused for fault in refused.faults] == ["participant"]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("external_id,group,question", "missing: text"),
        ("external_id,group,question,text,text", "twice: text"),
        ("external_id,group,question,text,name", "not known: name"),
        ("1;2;3", "missing: external_id, group, question, text"),
    ],
)
def test_a_header_with_a_fault_is_refused_with_what_is_wrong(header: str, told: str) -> None:
    with pytest.raises(BodyUnreadable) as caught:
        read(f"{header}\n1,2,3,4\n")
    assert told in caught.value.detail
    assert "taken_up_from" in caught.value.detail
    assert caught.value.errors[0]["line"] == 1


def test_a_header_may_be_written_in_any_order_and_case() -> None:
    found = read(" Text ;GROUP;external_ID;question\nx;elders;1;policy\n")
    assert [(row.external_id, row.text) for row in found.rows] == [("1", "x")]


def test_records_that_cannot_be_read_are_refused_between_those_that_can() -> None:
    table = f"{HEADER}\n1,elders,policy,du pain, du vin\n2,elders,policy,x,,\n3,elders\n".encode()
    table += '4,elders,policy,"un\nbientôt"\n'.encode("latin-1") + b"5,elders,policy,un\rdeux\n6,elders,policy,y\n"
    for chunk_lines in (1, 10):
        found = read(table, chunk_lines=chunk_lines)
        assert [row.external_id for row in found.rows] == ["2", "6"]
        assert [(refused.line, refused.faults[0].code) for refused in found.refused] == [
            (2, "cells"), (4, "missing"), (5, "encoding"), (7, "quote"),
        ]  # fmt: skip


def test_a_quote_that_is_never_closed_names_its_line() -> None:
    with pytest.raises(BodyUnreadable) as caught:
        read(f'{HEADER}\n1,elders,policy,x\n2,elders,policy,"x\n')
    assert caught.value.errors[0]["line"] == 3


def test_a_line_that_was_too_long_takes_its_record_with_it() -> None:
    reader = CsvReader()
    head: list[Any] = [HEADER.encode(), b'1,elders,policy,"un', None, b"2,elders,policy,x"]
    found = reader.read(Lines(1, head, 0))
    reader.end()
    assert [refused.line for refused in found.refused] == [2]
    assert [row.external_id for row in found.rows] == ["2"]
