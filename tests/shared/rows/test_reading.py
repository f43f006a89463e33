"""Any body as rows, also one that is made to do harm."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BodyTooLarge, UnsupportedMedia
from shared.rows.bodies import Meter
from shared.rows.cells import guarded
from shared.rows.csv_records import Columns
from shared.rows.errors import BodyUnreadable, CompressionBomb
from shared.rows.lines import CHUNK_BYTES
from shared.rows.reading import ROWS, read_rows
from shared.strict_json import MalformedJson
from tests.shared.rows.streams import cut, stream_of

NDJSON, CSV, ARRAY = "application/x-ndjson", "text/csv; charset=utf-8", "Application/JSON"
COLUMNS = Columns(required=("external_id",), known=("external_id", "title"))
MARK = b"\xef\xbb\xbf"


async def read(body: bytes | list[bytes], content_type: str | None, **more: Any) -> list[Any]:
    """Give each row's line with its values or the code of its fault."""
    parts = [body] if isinstance(body, bytes) else body
    meter, encoding = more.pop("meter", Meter()), more.pop("encoding", None)
    found: list[Any] = []
    async for rows in read_rows(stream_of(*parts), content_type, encoding, meter, COLUMNS, **more):
        assert 0 < len(rows) <= ROWS
        assert all((row.values is None) == bool(row.faults) for row in rows)
        found += [(row.line, row.faults[0].code if row.values is None else row.values) for row in rows]
    return found


TITLE = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=9).map(str.strip)
RECORDS = st.lists(st.tuples(st.integers(0, 99), TITLE.filter(bool)), max_size=9).map(
    lambda pairs: [{"external_id": str(name), "title": title} for name, title in pairs]
)


def written(records: list[Any], content_type: str) -> bytes:
    """Write records in a form."""
    if content_type == ARRAY:
        return json.dumps(records).encode()
    if content_type == NDJSON:
        return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";")
    writer.writerow(["external_id", "title"])
    writer.writerows([[guarded(cell) for cell in record.values()] for record in records])
    return table.getvalue().encode()


@given(st.data(), RECORDS, st.sampled_from([NDJSON, CSV, ARRAY]), st.booleans())
async def test_the_same_records_are_read_from_every_form(
    data: Any, records: list[Any], content_type: str, packed: bool
) -> None:
    body, meter = written(records, content_type), Meter()
    parts = data.draw(cut(st.just(gzip.compress(body) if packed else body)))
    found = await read(parts, content_type, encoding="gzip" if packed else None, meter=meter)
    assert [values for _, values in found] == records
    assert (meter.n_bytes, meter.digest()) == (len(body), sha256(body).hexdigest())


async def test_elements_of_an_array_are_counted_like_lines() -> None:
    body = MARK + b'[{"a": 1}, 2, {"a": {"b": []}}]'
    assert await read(body, ARRAY) == [(1, {"a": 1}), (2, "json"), (3, {"a": {"b": []}})]


async def test_rows_come_in_chunks_that_are_never_too_many() -> None:
    number = 2 * ROWS + 1
    for body, content_type in ((b"{}\n" * number, NDJSON), (json.dumps([{}] * number).encode(), ARRAY)):
        assert [line for line, _ in await read(body, content_type)] == list(range(1, number + 1))


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/xml", "multipart/form-data; boundary"])
async def test_other_media_types_are_refused_before_a_byte_is_read(content_type: str | None) -> None:
    meter = Meter()
    with pytest.raises(UnsupportedMedia):
        await read(b"{}\n", content_type, meter=meter)
    assert meter.n_bytes == 0


async def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert await read([MARK[:1], MARK[1:] + b"external_id\n1\n"], CSV) == [(2, {"external_id": "1"})]
    assert await read(MARK + b'{"external_id": "1"}', NDJSON) == [(1, {"external_id": "1"})]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
async def test_a_body_in_utf_16_is_refused_with_advice(encoding: str) -> None:
    for content_type in (CSV, NDJSON):
        with pytest.raises(BodyUnreadable, match="save the file as UTF-8"):
            await read("external_id\n1\n".encode(encoding), content_type)
    with pytest.raises(MalformedJson):
        await read("[{}]".encode(encoding), ARRAY)


async def test_a_nul_is_given_on_from_a_cell_and_refused_in_json() -> None:
    assert await read(b"external_id\na\x00b\n", CSV) == [(2, {"external_id": "a\x00b"})]
    assert await read(b'{"a": "1"}\n{"a": "\x00"}\n\x00\n', NDJSON) == [(1, {"a": "1"}), (2, "json"), (3, "json")]


async def test_quotes_go_on_over_lines_and_semicolons_are_understood() -> None:
    body = b'External_ID;Title\r\n1;"un, ""deux""\r\n\r\n;trois"\r\n\r\n;;\r\n2;"\'=1+1"\r\n3;-2\r\n'
    assert await read(body, CSV) == [
        (2, {"external_id": "1", "title": 'un, "deux"\n\n;trois'}),
        (7, {"external_id": "2", "title": "=1+1"}),
        (8, {"external_id": "3", "title": "-2"}),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"title\nx\n", "header"),
        (b"external_id,external_id\n1,2\n", "header"),
        (b"external_id,name\n1,2\n", "header"),
        (b'external_id\n"1\n2\n', "quote"),
        (b'external_id\n"' + b"x\n" * 100_000, "quote"),
        (b'"external_id\n1', "quote"),
    ],
)
async def test_a_table_that_cannot_be_read_on_names_the_line(body: bytes, code: str) -> None:
    with pytest.raises(BodyUnreadable) as caught:
        await read(body, CSV)
    assert caught.value.errors[0]["code"] == code
    assert caught.value.errors[0]["line"] in (1, 2)


@pytest.mark.parametrize("content_type", [CSV, NDJSON])
async def test_a_line_that_is_too_long_is_a_fault_and_the_rest_is_read(content_type: str) -> None:
    good = {CSV: b"1\n", NDJSON: b'{"external_id": "1"}\n'}[content_type]
    head = b"external_id\n" if content_type == CSV else b""
    start = 1 + len(head.splitlines())
    found = await read([head + good, b"x" * 3_000_000, b"x\n", good], content_type)
    known = {"external_id": "1"}
    assert found == [(start, known), (start + 1, "line-too-long"), (start + 2, known)]


async def test_an_array_that_is_too_large_or_none_is_refused() -> None:
    with pytest.raises(BodyTooLarge):
        await read(b'[{"a": 1}]', ARRAY, array_bytes=9)
    with pytest.raises(MalformedJson):
        await read(b'{"a": 1}', ARRAY)


@pytest.mark.parametrize("content_type", [CSV, NDJSON, ARRAY])
async def test_a_gzip_bomb_is_cut_off_and_what_is_no_gzip_is_told(content_type: str) -> None:
    packer = zlib.compressobj(9, wbits=31)
    head = b"external_id\n" if content_type == CSV else b""
    bomb = packer.compress(head) + b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    with pytest.raises(CompressionBomb):
        await read(bomb, content_type, encoding="gzip", **({"array_bytes": 10**9} if content_type == ARRAY else {}))
    with pytest.raises(BodyUnreadable, match="not gzip"):
        await read(b"external_id\n", content_type, encoding="gzip")
    with pytest.raises(UnsupportedMedia):
        await read(b"external_id\n", content_type, encoding="br")


async def test_nothing_at_all_is_no_row() -> None:
    assert [await read(b"", content_type) for content_type in (CSV, NDJSON)] == [[], []]
    assert await read(b"[]", ARRAY) == []
    assert await read(b"external_id\n", CSV) == []


@pytest.mark.parametrize(("line", "content_type"), [(b"{}\n", NDJSON), (b"1\n", CSV)])
async def test_rows_are_given_while_the_rest_of_the_body_is_still_to_come(line: bytes, content_type: str) -> None:
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        yield b"external_id\n" if content_type == CSV else b"\n"
        for number in range(1, 11):
            taken = number
            yield line * (CHUNK_BYTES // len(line) + 1)

    rows = read_rows(body(), content_type, None, Meter(), COLUMNS)
    assert len(await anext(rows)) == ROWS
    assert taken == 1
