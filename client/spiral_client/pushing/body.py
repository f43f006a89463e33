"""Criteria as the lines that travel, and what their digest must be on the other side."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import NotStored

INLINE_BYTES = 4_000_000
PART_BYTES = 1_200_000
BATCH_RECORDS = 50_000
BATCH_BYTES = 16_000_000
_ORDER = ("external_id", "group", "question", "text", "language", "state", "participant", "codes", "codebook")


def line(fields: dict[str, Any]) -> bytes:
    """Write one criterion as one line; the same criterion is always the same bytes."""
    ordered = {name: fields[name] for name in _ORDER if name in fields}
    ordered |= {name: fields[name] for name in sorted(fields) if name not in ordered}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def digest(body: bytes) -> str:
    """Give the SHA-256 that a receipt has to repeat."""
    return hashlib.sha256(body).hexdigest()


def packed(body: bytes) -> bytes:
    """Compress a body, always to the same bytes."""
    return gzip.compress(body, compresslevel=6, mtime=0)


@dataclass(frozen=True)
class Batch:
    """Lines for one import; ``first`` is how many criteria come before them in the file."""

    first: int
    records: int
    body: bytes


def batches(lines: Sequence[bytes]) -> Iterator[Batch]:
    """Divide lines into imports that fit a single request, for trying them without storing."""
    first, size = 0, 0
    held: list[bytes] = []
    for number, each in enumerate(lines):
        if held and (len(held) == BATCH_RECORDS or size + len(each) > BATCH_BYTES):
            yield Batch(first, len(held), b"".join(held))
            first, held, size = number, [], 0
        held.append(each)
        size += len(each)
    if held:
        yield Batch(first, len(held), b"".join(held))


def part_end(body: bytes, start: int) -> int:
    """Give where a part that begins at ``start`` ends: after a whole line, about 1.2 MB on."""
    if len(body) - start <= PART_BYTES:
        return len(body)
    end = body.rfind(b"\n", start, start + PART_BYTES) + 1
    return end if end > start else body.index(b"\n", start) + 1


def is_line_start(body: bytes, offset: int) -> bool:
    """Tell whether an offset is where a line begins (or the end)."""
    return 0 <= offset <= len(body) and (offset == 0 or body[offset - 1 : offset] == b"\n")


def require_receipt(receipt: Any, body: bytes) -> None:
    """Compare a receipt with what was sent; raises ``NotStored`` unless it proves the same bytes arrived."""
    if not isinstance(receipt, dict) or not receipt.get("sha256"):
        raise NotStored("the answer has no receipt, so nothing proves that the criteria are stored")
    if receipt["sha256"] != digest(body):
        raise NotStored("the receipt is for other content than was sent; something changed it on the way")
