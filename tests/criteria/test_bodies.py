"""From bytes on the wire to whole lines, however the network cuts them."""

import asyncio
import gzip
import time
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from services.criteria.errors import BodyCut, BodyUnreadable, CompressionBomb
from services.criteria.imports import bodies
from services.criteria.imports.bodies import LINE_BYTES, Meter, in_lines, inflated, metered
from shared.errors import UnsupportedMedia
from tests.criteria.makers import stream_of


@st.composite
def cut(draw: Any, wholes: Any) -> list[bytes]:
    """A body cut anywhere."""
    whole = draw(wholes)
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return [whole[start:end] for start, end in zip([0, *places], [*places, len(whole)], strict=True)]


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
    usual, bodies.CHUNK_BYTES = bodies.CHUNK_BYTES, chunk_bytes
    try:
        found, _ = await _lines(marked)
    finally:
        bodies.CHUNK_BYTES = usual
    assert found == expected


@given(cut(st.lists(st.sampled_from([b"short", b"x" * 99, b"", b"y" * 100, b"z" * 101, b"l" * 450])).map(b"\n".join)))
async def test_a_line_that_is_too_long_is_remembered_by_its_number_only(parts: list[bytes]) -> None:
    expected: list[Any] = [None if len(line) > 100 else line for line in b"".join(parts).split(b"\n")]
    if expected[-1] == b"":
        expected.pop()
    usual = bodies.CHUNK_BYTES, bodies.LINE_BYTES
    bodies.CHUNK_BYTES, bodies.LINE_BYTES = 300, 100
    try:
        found, _ = await _lines(parts)
    finally:
        bodies.CHUNK_BYTES, bodies.LINE_BYTES = usual
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


async def _unpacked(parts: list[bytes], encoding: str | None = "gzip") -> bytes:
    return b"".join([part async for part in inflated(stream_of(*parts), encoding)])


@given(cut(st.lists(st.binary(max_size=300), max_size=4).map(lambda members: b"".join(map(gzip.compress, members)))))
async def test_gzip_is_unpacked_however_it_is_cut_and_members_follow_one_another(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    assert await _unpacked(parts) == (gzip.decompress(whole) if whole else b"")


async def test_a_gzip_body_that_ends_too_early_or_is_none_is_refused() -> None:
    packed = gzip.compress(bytes(range(256)) * 50)
    for body in (packed[:-1], packed[:40], packed[:5], packed + packed[:30], b"plain text", packed + b"garbage"):
        with pytest.raises(BodyUnreadable):
            await _unpacked([body])
    with pytest.raises(UnsupportedMedia):
        await _unpacked([packed], "br")
    assert await _unpacked([packed], " GZIP ") == await _unpacked([bytes(range(256)) * 50], "identity")


async def test_a_bomb_is_cut_off_while_it_is_unpacked() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    meter = Meter()
    with pytest.raises(CompressionBomb):
        await _drain(metered(inflated(stream_of(bomb), "gzip"), meter))
    assert meter.n_bytes < 60_000_000


async def _drain(stream: Any) -> None:
    async for _ in stream:
        pass


async def test_what_compresses_well_and_is_small_is_no_bomb() -> None:
    assert len(await _unpacked([gzip.compress(b" " * 9_000_000)])) == 9_000_000


async def test_a_meter_digests_what_has_passed() -> None:
    meter = Meter()
    assert [part async for part in metered(stream_of(b"ab", b"", b"c"), meter)] == [b"ab", b"c"]
    assert (meter.n_bytes, meter.digest()[:8]) == (3, "ba7816bf")


async def test_a_sender_that_has_gone_is_noticed() -> None:
    async def going() -> Any:
        yield b"some"
        await asyncio.sleep(0)
        raise ClientDisconnect

    for encoding in (None, "gzip"):
        with pytest.raises((BodyCut, BodyUnreadable)) as caught:
            async for _ in inflated(going(), encoding):
                pass
        assert encoding or caught.type is BodyCut


def test_the_longest_criterion_fits_in_a_line() -> None:
    assert LINE_BYTES > 2000 * 12 + 100 * 300
