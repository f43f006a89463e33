"""A body is counted as it passes, and unpacked however it is cut."""

import asyncio
import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from shared.errors import UnsupportedMedia
from shared.rows.bodies import Meter, inflated, metered
from shared.rows.errors import BodyCut, BodyUnreadable, CompressionBomb
from tests.shared.rows.streams import cut, stream_of


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
