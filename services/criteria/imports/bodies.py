"""From bytes on the wire to chunks of whole lines, in flat memory.

A body may be gzip; it is unpacked as it comes, and one that unpacks to far more than text ever does is cut
off. A line longer than any criterion can be is not held: it is remembered by its number and skipped.
"""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ..errors import BodyUnreadable, CompressionBomb

CHUNK_BYTES = 1_300_000
"""Bytes of whole lines that are checked and committed together, about 5,000 criteria."""

LINE_BYTES = 65_536
"""Bytes a line may have; a criterion of 2,000 characters needs far fewer."""

RATIO = 200
"""Times a compressed body may grow, after its first 10 MB; text of repeated statements grows some 30 times."""

_INFLATE_BYTES = 262_144


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

    Raises ``CompressionBomb`` and, for a body that is not gzip or is cut, ``BodyUnreadable``.
    """
    if encoding in (None, "", "identity"):
        async for part in stream:
            yield part
        return
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


async def in_lines(stream: AsyncIterator[bytes], first_line: int = 1) -> AsyncIterator[Lines]:
    """Give a body as chunks of whole lines; ``first_line`` is the number of its first one.

    Raises ``BodyUnreadable`` at once for a body in UTF-16 or UTF-32.
    """
    pending: list[bytes] = []
    size, number, skipping, begun = 0, first_line, False, False
    async for part in stream:
        if not begun:
            begun = True
            part = _first_bytes(part, first_line)
        if skipping:
            end = part.find(b"\n")
            if end < 0:
                continue
            skipping, part = False, part[end + 1 :]
            yield Lines(number, [None], 0)
            number += 1
        pending.append(part)
        size += len(part)
        if size < CHUNK_BYTES and b"\n" in part:
            continue
        block = b"".join(pending)
        end = block.rfind(b"\n") + 1
        rest = block[end:]
        if end and size >= CHUNK_BYTES:
            chunk = _chunk(number, block[:end])
            yield chunk
            number += len(chunk.lines)
            pending, size = [rest], len(rest)
        if len(rest) > LINE_BYTES:
            if end and size != len(rest):
                chunk = _chunk(number, block[:end])
                yield chunk
                number += len(chunk.lines)
            skipping, pending, size = True, [], 0
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


def _first_bytes(part: bytes, line: int) -> bytes:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:4]:
        raise BodyUnreadable(
            "the body is not UTF-8 (it looks like UTF-16); save the file as UTF-8",
            errors=[{"line": line, "code": "encoding", "message": "expected UTF-8"}],
        )
    return part.removeprefix(b"\xef\xbb\xbf")
