"""From bytes on the wire to whole lines, however the network cuts them."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rows import lines
from shared.rows.errors import BodyUnreadable
from shared.rows.lines import LINE_BYTES, in_lines
from tests.shared.rows.streams import cut, stream_of

LINE = st.text(st.characters(exclude_characters="\n\x00\ufeff", exclude_categories=["Cs"]), max_size=60).map(str.encode)
BODY = st.tuples(st.lists(LINE, max_size=30).map(b"\n".join), st.sampled_from([b"", b"\n"])).map(b"".join)


async def _lines(parts: list[bytes], first_line: int = 1) -> tuple[list[bytes | None], list[int]]:
    found: list[bytes | None] = []
    numbers = []
    async for chunk in in_lines(stream_of(*parts), first_line):
        numbers.append(chunk.first_line)
        assert chunk.first_line == first_line + len(found)
        found += chunk.lines
    return found, numbers


@given(cut(BODY), st.sampled_from([1, 7, 40, 300, 1_300_000]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
async def test_lines_are_the_same_however_the_body_is_cut(parts: list[bytes], chunk_bytes: int, mark: bytes) -> None:
    whole = b"".join(parts)
    expected: list[Any] = whole.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    marked = [mark[:1], mark[1:2], mark[2:], *parts] if mark else parts
    usual, lines.CHUNK_BYTES = lines.CHUNK_BYTES, chunk_bytes
    try:
        found, _ = await _lines(marked)
    finally:
        lines.CHUNK_BYTES = usual
    assert found == expected


@given(cut(st.lists(st.sampled_from([b"short", b"x" * 99, b"", b"y" * 100, b"z" * 101, b"l" * 450])).map(b"\n".join)))
async def test_a_line_that_is_too_long_is_remembered_by_its_number_only(parts: list[bytes]) -> None:
    expected: list[Any] = [None if len(line) > 100 else line for line in b"".join(parts).split(b"\n")]
    if expected[-1] == b"":
        expected.pop()
    usual = lines.CHUNK_BYTES, lines.LINE_BYTES
    lines.CHUNK_BYTES, lines.LINE_BYTES = 300, 100
    try:
        found, _ = await _lines(parts)
    finally:
        lines.CHUNK_BYTES, lines.LINE_BYTES = usual
    assert found == expected


async def test_a_body_is_cut_into_chunks_and_a_long_line_is_not_held() -> None:
    line = b"x" * 100 + b"\n"
    found, numbers = await _lines([line * 10_000, line * 10_000, b"y" * 3_000_000, b"y" * 3_000_000, b"\n", line])
    assert len(found) == 20_002
    assert found[20_000] is None
    assert len(numbers) >= 3


async def test_a_body_that_comes_byte_by_byte_is_read_in_passing() -> None:
    body = (b"x" * 600 + b"\n") * 500
    began = time.perf_counter()
    found, _ = await _lines([body[at : at + 1] for at in range(len(body))])
    assert len(found) == 500
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
async def test_a_body_that_is_not_utf_8_is_refused_with_advice(encoding: str) -> None:
    body = '{"external_id": "1"}'.encode(encoding)
    for parts in ([body], [body[:1], body[1:2], body[2:]]):
        with pytest.raises(BodyUnreadable, match="save the file as UTF-8"):
            await _lines(parts)


def test_the_longest_criterion_fits_in_a_line() -> None:
    assert LINE_BYTES > 2000 * 12 + 100 * 300
