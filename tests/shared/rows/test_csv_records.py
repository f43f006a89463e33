"""Tables as people save them, read record by record."""

import csv
import io
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.rows.cells import guarded
from shared.rows.csv_records import Columns, CsvRecords
from shared.rows.errors import BodyUnreadable
from shared.rows.lines import LINE_BYTES, Lines
from shared.rows.raw import RawRow

COLUMNS = Columns(
    required=("external_id", "title"),
    known=("external_id", "title", "note", "statements.<language>"),
    is_known=lambda name: name in ("external_id", "title", "note") or name.startswith("statements."),
)
HEADER = "external_id,title"


def read(body: str | bytes | list[Any], chunk_lines: int = 10_000, columns: Columns = COLUMNS) -> list[RawRow]:
    """Read a table in chunks of some lines."""
    if isinstance(body, str):
        body = body.encode()
    lines: list[Any] = body.split(b"\n") if isinstance(body, bytes) else body
    if lines[-1] == b"":
        lines.pop()
    records, found = CsvRecords(columns), []
    for first in range(0, len(lines), chunk_lines):
        found += records.read(Lines(first + 1, lines[first : first + chunk_lines], 0))
    records.end()
    return found


def told(rows: list[RawRow]) -> list[Any]:
    """Give each row's line with its values or the code of its fault."""
    assert all((row.values is None) == bool(row.faults) for row in rows)
    return [(row.line, row.faults[0].code if row.values is None else row.values) for row in rows]


CELL = st.text(st.sampled_from("ab ,;\t\"'\n=+-@é"), min_size=1, max_size=12).filter(
    lambda text: any(map(str.isalpha, text))
)


@given(st.lists(CELL, max_size=8), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.integers(1, 5))
def test_cells_with_quotes_and_line_breaks_come_through_wherever_a_chunk_ends(
    texts: list[str], delimiter: str, line_end: str, chunk_lines: int
) -> None:
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(HEADER.split(","))
    for at, text in enumerate(texts):
        writer.writerow([f"id-{at}", guarded(text.strip())])
    found = read(table.getvalue(), chunk_lines)
    assert [row.values for row in found] == [
        {"external_id": f"id-{at}", "title": text.strip()} for at, text in enumerate(texts)
    ]


@given(st.lists(st.text(st.sampled_from('a,;"\r\t\x00é')) | st.text(), max_size=6), st.integers(1, 3))
@example(['1,a"b', 'c"d', "2,x"], 1)
@example(["1,a\rb", "2,x"], 1)
def test_no_table_breaks_the_reader_whatever_stands_in_it(lines: list[str], chunk_lines: int) -> None:
    body = "\n".join([HEADER, *lines]).encode("utf-8", "surrogatepass")
    if body.count(b'"') % 2:
        with pytest.raises(BodyUnreadable, match="never closed"):
            read(body, chunk_lines)
        return
    found = read(body, chunk_lines)
    assert [row.line for row in found] == sorted({row.line for row in found})
    assert all(row.line > 1 for row in found)
    told(found)


def test_a_quote_or_a_carriage_return_out_of_place_is_a_fault_of_its_record_alone() -> None:
    found = read(f'{HEADER}\n1,a"b\nc"d\n2,a\rb\n3,x\n')
    assert told(found) == [(2, "quote"), (4, "quote"), (5, {"external_id": "3", "title": "x"})]


def test_lines_that_end_with_a_carriage_return_alone_are_no_header() -> None:
    with pytest.raises(BodyUnreadable) as caught:
        read(f"{HEADER}\r1,a\r2,b\r")
    assert caught.value.errors[0]["code"] == "header"


def test_empty_cells_columns_without_a_name_and_short_records_are_left_out() -> None:
    found = read(f"{HEADER},note,,\n1,a,,ignored,\n2,  ,'=n,,\n3\n'',''\n")
    assert told(found) == [
        (2, {"external_id": "1", "title": "a"}),
        (3, {"external_id": "2", "note": "=n"}),
        (4, {"external_id": "3"}),
        (5, {"external_id": "''", "title": "''"}),
    ]


def test_a_records_number_is_that_of_its_first_line() -> None:
    found = read(f'\n{HEADER}\n\n1,"un\ndeux\ntrois"\n ,,\n2,x\n', chunk_lines=2)
    assert told(found) == [
        (4, {"external_id": "1", "title": "un\ndeux\ntrois"}), (8, {"external_id": "2", "title": "x"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("external_id,note", "missing: title"),
        ("external_id,title,Title", "twice: title"),
        ("external_id,title,name", "not known: name"),
        ("external_id,title,statement.fr", "not known: statement.fr"),
        ("1;2;3", "missing: external_id, title"),
        ('"external_id",title,"a\nb"', "not known: a\nb"),
    ],
)
def test_a_header_with_a_fault_is_refused_with_what_is_wrong(header: str, fault: str) -> None:
    with pytest.raises(BodyUnreadable) as caught:
        read(f"{header}\n1,2,3,4\n")
    assert fault in caught.value.detail
    assert "statements.<language>" in caught.value.detail
    assert (caught.value.errors[0]["line"], caught.value.errors[0]["code"]) == (1, "header")


def test_a_header_may_be_written_in_any_order_and_case_and_with_columns_of_a_pattern() -> None:
    found = read(" Title ;Statements.FR;external_ID\nx;dit;1\n")
    assert told(found) == [(2, {"external_id": "1", "title": "x", "statements.fr": "dit"})]


def test_without_a_rule_of_their_own_columns_are_known_by_name() -> None:
    plain = Columns(required=(), known=("a", "b"))
    assert told(read("b\nx\n", columns=plain)) == [(2, {"b": "x"})]
    with pytest.raises(BodyUnreadable, match="not known: c"):
        read("c\nx\n", columns=plain)


def test_too_many_cells_are_refused_and_empty_ones_at_the_end_are_not() -> None:
    found = read(f"{HEADER}\n1,du pain, du vin\n2,x,,\n")
    assert told(found) == [(2, "cells"), (3, {"external_id": "2", "title": "x"})]


def test_a_quote_that_is_never_closed_names_its_line() -> None:
    for rest in ("", "\n".join(["x" * 1000] * 100)):
        with pytest.raises(BodyUnreadable) as caught:
            read(f'{HEADER}\n1,x\n2,"x\n{rest}')
        assert (caught.value.errors[0]["line"], caught.value.errors[0]["code"]) == (3, "quote")


def test_a_record_with_a_line_in_another_encoding_is_refused_whole() -> None:
    table = f'{HEADER}\n1,"un\n'.encode() + 'bientôt"\n'.encode("latin-1") + b"2,x\n"
    for chunk_lines in (1, 10):
        assert told(read(table, chunk_lines)) == [(2, "encoding"), (4, {"external_id": "2", "title": "x"})]


def test_a_line_that_was_too_long_takes_its_record_with_it() -> None:
    found = read([HEADER.encode(), b'1,"un', None, b"2,x", None, b'3,"y', b'z"'])
    assert told(found) == [
        (2, "line-too-long"), (4, {"external_id": "2", "title": "x"}), (5, "line-too-long"),
        (6, {"external_id": "3", "title": "y\nz"}),
    ]  # fmt: skip


def test_tables_that_are_made_to_be_slow_to_read_are_not() -> None:
    began = time.perf_counter()
    found = read(f'{HEADER}\n1,"' + "\n" * (LINE_BYTES - 100) + '"\n2,x\n')
    assert [row.line for row in found] == [2, LINE_BYTES - 97]
    names = ",".join(f"n{at}" for at in range(LINE_BYTES // 7))
    with pytest.raises(BodyUnreadable):
        read(f"{names}\n")
    assert time.perf_counter() - began < 2
