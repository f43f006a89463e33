"""One outcome for every line, packed for keeping and unpacked for reading.

A chunk's outcomes are four columns and the exceptions: for a hundred thousand lines that went well nothing
but their ids is worth the room.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec

from shared.rows.faults import Fault
from shared.rows.outcomes import NAMES, Cause, Outcome, causes_of

CREATED, UPDATED, UNCHANGED, REJECTED, TOMBSTONED, NOT_STORED = range(len(NAMES))


class Packed(msgspec.Struct, array_like=True):
    """The outcomes of a chunk, by column; ``revisions`` and ``faults`` only where there is something to say."""

    lines: list[int]
    external_ids: list[str | None]
    outcomes: bytes
    ids: bytes
    revisions: dict[int, int]
    errors: dict[int, list[dict[str, Any]]]
    warnings: dict[int, list[dict[str, Any]]]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Packed).decode
_NO_ID = bytes(16)


class Tally:
    """Collects the outcomes of a chunk, line by line."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_line: dict[int, tuple[str | None, int, bytes, int]] = {}
        self._errors: dict[int, list[Fault]] = {}
        self._warnings: dict[int, list[Fault]] = {}

    def set(self, line: int, external_id: str | None, outcome: int, id: bytes = _NO_ID, revision: int = 1) -> None:
        """Tell what became of a line; a later word on the same line stands."""
        self._by_line[line] = (external_id, outcome, id, revision)

    def created(self, lines: Iterable[tuple[int, str, bytes]]) -> None:
        """Tell that lines were created: their number, external id and id."""
        self._by_line.update({line: (external_id, CREATED, id, 1) for line, external_id, id in lines})

    def refuse(self, line: int, external_id: str | None, faults: list[Fault]) -> None:
        """Tell that a line was rejected, and why."""
        self._by_line[line] = (external_id, REJECTED, _NO_ID, 0)
        self._errors[line] = faults

    def warn(self, line: int, fault: Fault) -> None:
        """Add a warning to a line."""
        self._warnings.setdefault(line, []).append(fault)

    def ids(self, outcome: int) -> frozenset[bytes]:
        """Give the ids of lines with an outcome."""
        return frozenset(id for _, was, id, _ in self._by_line.values() if was == outcome)

    def forget_ids(self, ids: frozenset[bytes]) -> None:
        """Leave out some ids: a dry run creates nothing that could be found."""
        for line, (external_id, outcome, id, revision) in self._by_line.items():
            if id in ids:
                self._by_line[line] = (external_id, outcome, _NO_ID, revision)

    def counts(self) -> dict[str, int]:
        """Give how many lines had each outcome."""
        found = Counter(outcome for _, outcome, _, _ in self._by_line.values())
        return {NAMES[outcome]: number for outcome, number in sorted(found.items())}

    def causes(self) -> list[Cause]:
        """Give the reasons for refusals, and how many lines each had."""
        return causes_of((line, fault) for line in sorted(self._errors) for fault in self._errors[line])

    def pack(self) -> bytes:
        """Give the outcomes in the form they are kept in, in the order of the lines."""
        lines = sorted(self._by_line)
        values = [self._by_line[line] for line in lines]
        return _encode(
            Packed(
                lines=lines,
                external_ids=[value[0] for value in values],
                outcomes=bytes(value[1] for value in values),
                ids=b"".join([value[2] for value in values]),
                revisions={line: value[3] for line, value in zip(lines, values, strict=True) if value[3] > 1},
                errors={line: [_fault(fault) for fault in faults] for line, faults in self._errors.items()},
                warnings={line: [_fault(fault) for fault in faults] for line, faults in self._warnings.items()},
            )
        )

    def __len__(self) -> int:
        """Give the number of lines told of."""
        return len(self._by_line)

    @property
    def first_line(self) -> int:
        """Give the first line told of."""
        return min(self._by_line)


def unpack(packed: bytes) -> Iterator[Outcome]:
    """Give the outcomes of a kept chunk, in the order of the lines."""
    chunk = _decode(packed)
    for index, line in enumerate(chunk.lines):
        id = chunk.ids[16 * index : 16 * index + 16]
        known = id != _NO_ID
        yield Outcome.model_construct(
            line=line,
            external_id=chunk.external_ids[index],
            outcome=NAMES[chunk.outcomes[index]],
            id=UUID(bytes=id) if known else None,
            revision=chunk.revisions.get(line, 1) if known else None,
            errors=[Fault(**fault) for fault in chunk.errors.get(line, ())],
            warnings=[Fault(**fault) for fault in chunk.warnings.get(line, ())],
        )


def _fault(fault: Fault) -> dict[str, Any]:
    return fault.model_dump(exclude_none=True)
