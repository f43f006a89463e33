"""From bytes on the wire to chunks of whole lines, in flat memory.

A body may be gzip; it is unpacked as it comes, and one that unpacks to far more than text ever does is cut
off. A line longer than any criterion can be is not held: it is remembered by its number and skipped.
"""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from starlette.requests import ClientDisconnect

from shared.errors import UnsupportedMedia

from ..errors import BodyCut, BodyUnreadable, CompressionBomb

CHUNK_BYTES = 1_300_000
"""Bytes of whole lines that are checked and committed together, about 5,000 criteria."""

LINE_BYTES = 65_536
"""Bytes a line may have; a criterion of 2,000 characters needs far fewer."""

RATIO = 200
"""Times a compressed body may grow, after its first 10 MB; text of repeated statements grows some 30 times."""

_INFLATE_BYTES = 262_144
_BEGINNING = 4


@dataclass
class Lines:
    """Some whole lines of a body: their bytes, and where in the body they are."""

    first_line: int
    lines: list[bytes | None]
    """Without their line ends; None stands for a line that was too long to hold."""
    n_bytes: int


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


async def in_lines(stream: AsyncIterator[bytes], first_line: int = 1) -> AsyncIterator[Lines]:
    """Give a body as chunks of whole lines; ``first_line`` is the number of its first one.

    Raises ``BodyUnreadable`` at once for a body in UTF-16 or UTF-32.
    """
    pending: list[bytes] = []
    size = tail = 0  # bytes pending, and those of them after the last line break
    number, skipping = first_line, False
    async for part in _begun(stream, first_line):
        if skipping:
            end = part.find(b"\n")
            if end < 0:
                continue
            skipping, part = False, part[end + 1 :]
            yield Lines(number, [None], 0)
            number += 1
        pending.append(part)
        size += len(part)
        last = part.rfind(b"\n") + 1
        tail = len(part) - last + (0 if last else tail)
        if size < CHUNK_BYTES and tail <= LINE_BYTES:
            continue
        block = b"".join(pending)
        whole, rest = block[: size - tail], block[size - tail :]
        if whole:
            chunk = _chunk(number, whole)
            yield chunk
            number += len(chunk.lines)
        pending, size = [rest], tail
        if tail > LINE_BYTES:
            skipping, pending, size, tail = True, [], 0, 0
    if skipping:
        yield Lines(number, [None], 0)
    elif block := b"".join(pending):
        yield _chunk(number, block)


def _chunk(first_line: int, block: bytes) -> Lines:
    lines: list[bytes | None] = list(block.split(b"\n"))
    if lines[-1] == b"":
        lines.pop()
    for index, line in enumerate(lines):
        if line is not None and len(line) > LINE_BYTES:
            lines[index] = None
    return Lines(first_line, lines, len(block))


async def _begun(stream: AsyncIterator[bytes], line: int) -> AsyncIterator[bytes]:
    # A network may cut anywhere, also inside a byte-order mark.
    first, begun = b"", False
    async for part in stream:
        if begun:
            yield part
        elif len(first := first + part) >= _BEGINNING:
            begun = True
            yield _first_bytes(first, line)
    if not begun and first:
        yield _first_bytes(first, line)


def _first_bytes(part: bytes, line: int) -> bytes:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:4]:
        raise BodyUnreadable(
            "the body is not UTF-8 (it looks like UTF-16); save the file as UTF-8",
            errors=[{"line": line, "code": "encoding", "message": "expected UTF-8"}],
        )
    return part.removeprefix(b"\xef\xbb\xbf")
