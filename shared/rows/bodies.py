"""A body as it comes over the wire: counted, and unpacked as it comes if it is gzip.

One that unpacks to far more than text ever does is cut off.
"""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from starlette.requests import ClientDisconnect

from shared.errors import UnsupportedMedia

from .errors import BodyCut, BodyUnreadable, CompressionBomb

RATIO = 200
"""Times a compressed body may grow, after its first 10 MB; text of repeated statements grows some 30 times."""

_INFLATE_BYTES = 262_144


@dataclass
class Meter:
    """Counts and digests a body as it was sent."""

    n_bytes: int = 0
    _hash: Any = field(default_factory=sha256)

    def add(self, part: bytes) -> None:
        """Take note of some bytes."""
        self.n_bytes += len(part)
        self._hash.update(part)

    def digest(self) -> str:
        """Give the SHA-256 of all bytes so far, in hexadecimal."""
        return str(self._hash.hexdigest())


async def metered(stream: AsyncIterator[bytes], meter: Meter) -> AsyncIterator[bytes]:
    """Pass a body on and count it."""
    async for part in stream:
        if part:
            meter.add(part)
            yield part


async def inflated(stream: AsyncIterator[bytes], encoding: str | None) -> AsyncIterator[bytes]:
    """Give a body's own bytes, unpacked if they are gzip.

    Raises ``CompressionBomb``, for a body that is not gzip or is cut ``BodyUnreadable``, and for any other
    encoding ``UnsupportedMedia``; where the sender has gone, ``BodyCut``.
    """
    stream = _noticed(stream)
    if (name := (encoding or "identity").strip().lower()) == "identity":
        async for part in stream:
            yield part
        return
    if name not in ("gzip", "x-gzip"):
        raise UnsupportedMedia("send the body as it is, or with Content-Encoding: gzip")
    unpacker = zlib.decompressobj(wbits=31)
    taken = given = 0
    try:
        async for part in stream:
            taken += len(part)
            left = part
            while True:
                unpacked = unpacker.decompress(left, _INFLATE_BYTES)
                given += len(unpacked)
                if given > 10_000_000 and given > RATIO * taken:
                    raise CompressionBomb(f"more than {RATIO} times its own size")
                if unpacked:
                    yield unpacked
                if unpacker.eof and unpacker.unused_data:  # gzip files may follow one another
                    left, unpacker = unpacker.unused_data, zlib.decompressobj(wbits=31)
                    continue
                left = unpacker.unconsumed_tail
                if not left and len(unpacked) < _INFLATE_BYTES:
                    break
    except zlib.error as error:
        raise BodyUnreadable("the body says Content-Encoding: gzip and is not gzip") from error
    if taken and not unpacker.eof:
        raise BodyUnreadable("the gzip body ends too early")


async def _noticed(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        async for part in stream:
            yield part
    except ClientDisconnect as error:
        raise BodyCut from error
