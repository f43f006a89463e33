"""From rows to what is kept: clean text, known groups, real codes, a language for each."""

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as FastUUID

from shared.rows.faults import Fault
from shared.text import STATEMENT_LENGTH, UnacceptableText, clean_label, clean_statement, is_plain
from shared.vocabulary.codebook import codebooks, default_codebook
from shared.vocabulary.codes import UnknownCode, parse_code
from shared.vocabulary.languages import UnknownLanguage, canonical_language

from .rows import Read, Refused, Row

KEPT = (
    "line",
    "id",
    "external_id",
    "group_id",
    "question",
    "text",
    "language",
    "language_source",
    "state",
    "participant",
    "codebook",
    "codes",
    "licence",
    "visibility",
    "scope",
    "taken_up_from",
)
"""The columns of a checked row, in order."""

Kept = tuple[Any, ...]

_UNEVEN = re.compile(r"[^\S \n]|  |^ | $|^$", re.MULTILINE)
_WORD = re.compile(r"\w").search
_LICENCE = re.compile(r"[A-Za-z0-9.+-]{2,60}").fullmatch


@dataclass(frozen=True)
class Group:
    """What an import needs to know of a group."""

    id: UUID
    language: str | None


@dataclass
class Checked:
    """Rows that can be kept, lines that cannot, and what was said in passing."""

    kept: list[Kept] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: dict[int, list[Fault]] = field(default_factory=dict)


class Checker:
    """Checks the rows of one import; what it has looked up once it remembers.

    ``detect`` gives the likely language of a text and is asked only where neither the record nor its group
    names one.
    """

    def __init__(self, detect: Callable[[str], str | None]) -> None:
        """Begin without knowing any group."""
        self.groups: dict[str, Group | None] = {}
        self._detect = detect
        self._codes: dict[tuple[str | None, tuple[str, ...]], tuple[str, list[str]] | Fault] = {}

    def unknown_groups(self, read: Read) -> set[str]:
        """Give the references to groups that must be looked up before ``check``."""
        return {row.group for row in read.rows}.difference(self.groups)

    def check(self, read: Read) -> Checked:
        """Check rows whose groups have been looked up; the order of the lines is kept."""
        checked = Checked(refused=list(read.refused))
        rows = read.rows
        joined = "\n".join([row.text for row in rows])
        references = "\n".join([row.external_id for row in rows])
        clean = _is_clean(joined, len(rows)) and _is_clean(references, len(rows))
        clean = clean and max((len(row.text) for row in rows), default=0) <= STATEMENT_LENGTH
        clean = clean and max((len(row.external_id) for row in rows), default=0) <= 300
        ids = random_ids(len(rows))
        for number, row, criterion_id in zip(read.lines, rows, ids, strict=True):
            try:
                if not clean:
                    row.external_id = _label(row.external_id, "external_id")
                    row.text = _statement(row.text)
                elif not _WORD(row.text):
                    row.text = _statement(row.text)
                checked.kept.append(self._keep(number, row, criterion_id))
            except _Faulty as error:
                checked.refused.append(Refused(number, _shown(row.external_id), [error.fault]))
        return checked

    def _keep(self, number: int, row: Row, criterion_id: FastUUID) -> Kept:
        group = self.groups[row.group]
        if group is None:
            raise _Faulty("group", "group-unknown", "no such group below this territory", "a group's id or external id")
        language, language_source = self._language(row, group)
        codebook = codes = None
        if row.codes:
            codebook, codes = self._coded(row)
        if row.licence and not _LICENCE(row.licence):
            raise _Faulty("licence", "licence", "not a licence identifier", "an SPDX identifier such as CC-BY-4.0")
        return (
            number,
            criterion_id,
            row.external_id,
            group.id,
            row.question,
            row.text,
            language,
            language_source,
            row.state or "approved",
            row.participant or None,
            codebook,
            codes,
            row.licence or None,
            row.visibility or "private",
            row.consent or "network",
            [_label(name, "taken_up_from") for name in row.taken_up_from] if row.taken_up_from else None,
        )

    def _language(self, row: Row, group: Group) -> tuple[str, str]:
        if row.language:
            try:
                return canonical_language(row.language), "given"
            except UnknownLanguage as error:
                raise _Faulty("language", "language", str(error), "a BCP 47 tag such as fr or pt-CV") from error
        if group.language:
            return group.language, "group"
        return self._detect(row.text) or "und", "detected"

    def _coded(self, row: Row) -> tuple[str, list[str]]:
        assert row.codes
        key = (row.codebook or None, tuple(row.codes))
        if key not in self._codes:
            self._codes[key] = _read_codes(*key)
        found = self._codes[key]
        if isinstance(found, Fault):
            raise _Faulty(found.field, found.code, found.message, found.expected)
        return found


class _Faulty(Exception):
    def __init__(self, field: str | None, code: str, message: str, expected: str | None = None) -> None:
        super().__init__(code)
        self.fault = Fault(field=field, code=code, message=message, expected=expected)


def random_ids(number: int) -> list[FastUUID]:
    """Give random identifiers (UUID version 4) in bulk."""
    drawn = bytearray(os.urandom(16 * number))
    drawn[6::16] = bytes(byte & 0x0F | 0x40 for byte in drawn[6::16])
    drawn[8::16] = bytes(byte & 0x3F | 0x80 for byte in drawn[8::16])
    whole = bytes(drawn)
    return [FastUUID(whole[at : at + 16]) for at in range(0, 16 * number, 16)]


def read_codes(codes: list[str], version: str | None) -> tuple[str, list[str]]:
    """Read codes against a codebook version (the current one without a name).

    Gives the version and the codes in their shortest form; raises ``UnknownCode``.
    """
    known: Mapping[str, Any] = codebooks()
    if version is not None and version not in known:
        raise UnknownCode(f"there is no codebook {version[:40]!r}; known: {', '.join(sorted(known))}")
    codebook = known[version] if version else default_codebook()
    return codebook.version, [str(parse_code(code, codebook)) for code in dict.fromkeys(codes)]


def _read_codes(version: str | None, codes: tuple[str, ...]) -> tuple[str, list[str]] | Fault:
    try:
        return read_codes(list(codes), version)
    except UnknownCode as error:
        return Fault(field="codes", code="code-unknown", message=str(error), expected="a code of the codebook")


def _is_clean(joined: str, n_lines: int) -> bool:
    """Tell whether all texts of a chunk, joined by line breaks, are already as they would be kept."""
    return (
        is_plain(joined)
        and _UNEVEN.search(joined) is None
        and joined.count("\n") == max(n_lines - 1, 0)
        and unicodedata.is_normalized("NFC", joined)
    )


def _statement(text: str) -> str:
    try:
        return clean_statement(text)
    except UnacceptableText as error:
        raise _Faulty("text", error.code, str(error), "the words as they were said") from error


def _label(text: str, field: str) -> str:
    try:
        return clean_label(text)
    except UnacceptableText as error:
        raise _Faulty(field, error.code, str(error), "a name of up to 300 characters") from error


def _shown(external_id: str) -> str | None:
    return external_id if len(external_id) <= 300 and external_id.isprintable() else None
