"""Chunks of whole lines, in flat memory, however the network cuts a body.

A line longer than any record can be is not held: it is remembered by its number and skipped.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from .errors import BodyUnreadable

CHUNK_BYTES = 1_300_000
"""Bytes of whole lines that are read together, about 5,000 criteria."""

LINE_BYTES = 65_536
"""Bytes a line may have; a criterion of 2,000 characters needs far fewer."""

_BEGINNING = 4


@dataclass
class Lines:
    """Some whole lines of a body: their bytes, and where in the body they are."""

    first_line: int
    lines: list[bytes | None]
    """Without their line ends; None stands for a line that was too long to hold."""
    n_bytes: int


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
