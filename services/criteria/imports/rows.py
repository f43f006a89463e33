"""From a line to a row: the fast way for what is right, the careful way for what is not.

``NewCriterion`` (pydantic) is the one description of a record. A line is first read with msgspec into
``Row``, which has the same fields; any line that this does not take, and any chunk in which a key could
stand twice, is read again carefully, and that reading finds every fault and its place. A test holds the two
to the same verdict.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType
from pydantic import ValidationError

from shared.rows.faults import Fault, faults_of
from shared.rows.json_records import read_object
from shared.rows.raw import LONG_LINE, RawRow
from shared.text import UnacceptableText, clean_label

from ..schemas import NewCriterion

_Text = Annotated[str, Meta(max_length=20_000)]
_Code = Annotated[str, Meta(max_length=40)]
_Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,60}\Z")]


class Row(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """The fields of ``NewCriterion``, checked for their types and sizes only."""

    external_id: _Text
    group: _Text
    question: Literal["wellbeing", "illbeing", "action", "policy"]
    text: _Text
    language: Annotated[str, Meta(min_length=1, max_length=35)] | UnsetType | None = UNSET
    state: Literal["noted", "approved"] | UnsetType = UNSET
    participant: Annotated[int, Meta(ge=1, le=1000)] | UnsetType | None = UNSET
    codes: Annotated[list[_Code], Meta(max_length=10)] | UnsetType | None = UNSET
    codebook: _Name | UnsetType | None = UNSET
    licence: Annotated[str, Meta(min_length=1)] | UnsetType | None = UNSET
    visibility: Literal["private", "network", "public"] | UnsetType = UNSET
    consent: Literal["local", "network", "open"] | UnsetType = UNSET
    taken_up_from: Annotated[list[_Text], Meta(max_length=100)] | UnsetType | None = UNSET


FIELDS = tuple(Row.__struct_fields__)

_decode = msgspec.json.Decoder(Row).decode
_encode = msgspec.json.Encoder().encode


@dataclass
class Refused:
    """A line that cannot be kept, and why."""

    line: int
    external_id: str | None
    faults: list[Fault]


@dataclass
class Read:
    """What the lines of a chunk turned out to be."""

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """The line number of each row."""
    refused: list[Refused] = field(default_factory=list)


def read_json_lines(lines: Iterable[bytes | None], first_line: int) -> Read:
    """Read NDJSON lines; blank ones are passed over, bad ones are refused each with all their faults."""
    found = Read()
    raw: list[bytes] = []
    again: list[tuple[int, bytes]] = []
    for number, line in enumerate(lines, first_line):
        if line is None:
            found.refused.append(Refused(number, None, [LONG_LINE]))
            continue
        if not line.strip():
            continue
        try:
            row = _decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            again.append((number, line))
            continue
        raw.append(line)
        found.rows.append(row)
        found.lines.append(number)
    uneven = {group for group in {row.group for row in found.rows} if not _is_label(group)}
    if uneven or _says_more(b"\n".join(raw), found.rows):
        again += _take_doubtful(raw, found, uneven)
    for number, line in again:
        read_carefully(line, number, found)
    if again:
        _put_in_order(found)
    return found


def _take_doubtful(raw: list[bytes], found: Read, uneven: set[str]) -> list[tuple[int, bytes]]:
    """Take out the rows whose lines must be read again, and give these lines."""
    rows, lines = found.rows, found.lines
    found.rows, found.lines = [], []
    again = []
    for line, row, number in zip(raw, rows, lines, strict=True):
        if row.group in uneven or _says_more(line, row):
            again.append((number, line))
        else:
            found.rows.append(row)
            found.lines.append(number)
    return again


def _put_in_order(found: Read) -> None:
    order = sorted(range(len(found.lines)), key=found.lines.__getitem__)
    found.rows, found.lines = [found.rows[at] for at in order], [found.lines[at] for at in order]


def _says_more(raw: bytes, read: Row | list[Row]) -> bool:
    """Tell whether lines may hold more strings than what was read of them: a key that stands twice.

    A plain reading keeps the last of two in silence. A key that is written twice adds quotes and nothing
    takes any away, but for quotes and backslashes in disguise.
    """
    disguised = any(escape in raw for escape in _DISGUISES)
    return disguised or raw.count(b'"') != _encode(read).count(b'"')


_DISGUISES = (b"\\u0022", b"\\u005c", b"\\u005C")


def _is_label(text: str) -> bool:
    try:
        return clean_label(text) == text
    except UnacceptableText:
        return False


def read_carefully(line: bytes, number: int, found: Read) -> None:
    """Read one line of JSON so that every fault has its place."""
    check_row(read_object(number, line), found)


def check_row(row: RawRow, found: Read) -> None:
    """Check one record against ``NewCriterion`` and add it to what was found."""
    if row.values is None:
        found.refused.append(Refused(row.line, None, row.faults))
        return
    try:
        record = NewCriterion.model_validate(row.values)
    except ValidationError as error:
        external_id = row.values.get("external_id")
        found.refused.append(Refused(row.line, external_id if _short(external_id) else None, faults_of(error)))
        return
    found.rows.append(Row(**record.model_dump(mode="json", exclude_unset=True)))
    found.lines.append(row.line)


def _short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 300 and value.isprintable()
