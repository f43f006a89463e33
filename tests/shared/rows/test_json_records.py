"""One JSON object a line, or the objects of an array, read strictly."""

import json
from typing import Any

import pytest

from shared.errors import BodyTooLarge
from shared.rows.json_records import NdjsonRecords, as_object, read_array
from shared.rows.lines import Lines
from shared.strict_json import MalformedJson
from tests.shared.rows.streams import stream_of


def read(*lines: bytes | None, first_line: int = 1) -> list[Any]:
    """Read lines; give each row's line with its values or what is said of its fault."""
    records = NdjsonRecords()
    rows = list(records.read(Lines(first_line, list(lines), 0)))
    records.end()
    assert all((row.values is None) == bool(row.faults) for row in rows)
    return [(row.line, row.faults[0].code if row.values is None else row.values) for row in rows]


def test_objects_come_with_their_line_and_blank_lines_are_passed_over() -> None:
    found = read(b'{"a": [1, null]}', b"", b" \t\r", b'{"b": "\xc3\xa9"}\r', None, b"{}", first_line=7)
    assert found == [(7, {"a": [1, None]}), (10, {"b": "é"}), (11, "line-too-long"), (12, {})]


@pytest.mark.parametrize(
    "line",
    [
        b"[]", b"1", b"null", b'"text"', b"{", b"{}{}", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff\xfe{}", b"\x00{}",
        b'{"a": "\x00"}', b'{"a": "\xff"}', b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"a": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_a_line_that_is_no_object_is_a_fault_between_good_ones(line: bytes) -> None:
    assert read(b'{"a": 1}', line, b'{"a": 2}') == [(1, {"a": 1}), (2, "json"), (3, {"a": 2})]


def test_what_was_refused_is_never_told() -> None:
    rows = [as_object(1, "quetzalcoatl"), *NdjsonRecords().read(Lines(1, [b'{"quetzalcoatl": quetzalcoatl}'], 0))]
    assert [row.faults[0].code for row in rows] == ["json", "json"]
    assert "quetzalcoatl" not in str(rows)


async def test_an_array_is_read_up_to_its_bytes_and_nothing_else_is() -> None:
    body = json.dumps([{"a": "é"}, 1]).encode()
    assert await read_array(stream_of(body[:3], body[3:]), len(body)) == [{"a": "é"}, 1]
    with pytest.raises(BodyTooLarge, match="send NDJSON"):
        await read_array(stream_of(body[:3], body[3:]), len(body) - 1)
    for wrong in (b"{}", b"", b"[", b'[{"a": 1, "a": 2}]', "[]".encode("utf-16")):
        with pytest.raises(MalformedJson):
            await read_array(stream_of(wrong), 1000)
