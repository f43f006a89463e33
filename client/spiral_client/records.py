"""Records of the process from Python: actions, indicators, commitments and every other kind that the server keeps."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import Refused
from .process.asking import known_forms
from .process.drafts import RecordsReading, of_records
from .process.finding import find
from .process.forms import Form, Forms
from .process.push import RecordsPush, RecordsWishes
from .process.result import RecordsResult
from .process.sending import Report
from .process.understanding import read_records
from .pushing.wire import AnswerLost, Wire, document

Record = dict[str, Any]

FORMATS = ("csv", "ndjson")
"""What records are exported as; both can be pushed again."""


class Kinds:
    """The kinds of records of one server, asked for until they are known."""

    def __init__(self, wire: Wire) -> None:
        """Use an open connection; nothing is asked yet."""
        self._wire = wire
        self._forms: Forms | None = None

    @property
    def forms(self) -> Forms:
        """Give the forms of all kinds."""
        if self._forms is None or not self._forms.known:
            self._forms = known_forms(self._wire)
        return self._forms


class Records:
    """The records of one kind, as the key may see them."""

    def __init__(self, wire: Wire, kinds: Kinds, path: str) -> None:
        """Use an open connection; ``path`` is the kind's address, such as ``actions``."""
        self._wire, self._kinds, self.path = wire, kinds, path

    @property
    def form(self) -> Form:
        """Give the kind's fields, as the server says them."""
        return self._kinds.forms.form(self.path)

    def all(self, **filters: Any) -> list[Record]:
        """List records (platform_id, under, state, component, right, links_to, released, q, and the kind's own).

        Without ``under`` or ``platform_id`` it is everything the key may see, also what others released.
        """
        return self._wire.pages(f"/v1/{self.path}", _said(filters))

    def read(self, record_id: str) -> Record:
        """Give one record."""
        found: Record = self._wire.json("GET", f"/v1/{self.path}/{record_id}")
        return found

    def find(self, said: str) -> str:
        """Give the id of the record that is meant: by its id, its external id, or words of its title.

        Where several fit, those of the key's own territories win. Raises ``Unsettled`` naming the candidates.
        """
        return find(self._wire, self.form, said)

    def add(self, record: Mapping[str, Any] | None = None, **fields: Any) -> Record:
        """Write down one record and give it as it is kept; ``Refused`` if its external id is kept already."""
        made: Record = document(self._wire.write("POST", f"/v1/{self.path}", json={**(record or {}), **fields}))
        return made

    def change(self, record_id: str, seen: int | Mapping[str, Any], **fields: Any) -> Record:
        """Correct a record and give it as it is kept now; ``why`` stands in its history.

        ``seen`` is the record that was read, or its revision: ``Refused`` if somebody has changed it since.
        """
        changed = self._wire.write("PATCH", f"/v1/{self.path}/{record_id}", json=fields, headers=_unchanged(seen))
        found: Record = document(changed)
        return found

    def withdraw(self, record_id: str, seen: int | Mapping[str, Any], why: str | None = None) -> None:
        """Take a record away; its history stays, and what points to it tells that it was withdrawn."""
        params = {"why": why} if why else {}
        self._wire.write("DELETE", f"/v1/{self.path}/{record_id}", params=params, headers=_unchanged(seen))

    def history(self, record_id: str) -> list[Record]:
        """Tell every writing of a record, the newest first: who, when, why, and what it changed."""
        found: list[Record] = self._wire.json("GET", f"/v1/{self.path}/{record_id}/history")
        return found

    def understood(self, file: str | Path, **reading: Any) -> RecordsReading:
        """Read a file as records of this kind, and send nothing; ``reading`` is as for ``push``."""
        return read_records(Path(file), self.form, **reading)

    def push(
        self,
        records: str | Path | RecordsReading | Iterable[Mapping[str, Any]],
        mode: str = "partial",
        *,
        platform: str | None = None,
        source: str | None = None,
        why: str | None = None,
        report: Report | None = None,
        **reading: Any,
    ) -> RecordsResult:
        """Push a file, or records of a program: each is created, or changed by its external id.

        ``mode`` is ``partial`` (good rows are kept), ``atomic`` (all or none) or ``dry-run``. A file's labels are
        understood, and ``reading`` takes ``told`` (``{"Our column": "title"}``), ``sheet``, ``encoding`` and
        ``language``; records of a program are sent as they are. Raises a ``SpiralError`` when nothing could be sent
        or nothing proves that it arrived; rows that were refused are in the result.
        """
        wishes = RecordsWishes(platform, source, mode, why)
        if isinstance(records, RecordsReading):
            understood = records
        elif isinstance(records, str | Path):
            understood = self.understood(records, **reading)
        else:
            understood = of_records(self.form, records)
        return RecordsPush(self._wire, understood, wishes, report or _silent).run()

    def export(self, format: str = "csv", **filters: Any) -> str:
        """Give all records as a table (csv) or as lines of JSON (ndjson); either can be pushed again.

        Filters are those of ``all``: without ``under`` or ``platform_id`` it is everything the key may see.
        """
        if format not in FORMATS:
            raise Refused(f"records are exported as {' or '.join(FORMATS)}, not as {format}", 0)
        answer = self._wire.ask(
            "GET", f"/v1/{self.path}/export", params={"format": format, **_said(filters)}, proof=_is_export
        )
        return answer.content.decode()


def _said(filters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}


def _unchanged(seen: int | Mapping[str, Any]) -> dict[str, str]:
    revision = seen["revision"] if isinstance(seen, Mapping) else seen
    return {"If-Match": f'"{revision}"'}


def _is_export(answer: Any) -> None:
    if "html" in answer.headers.get("content-type", ""):
        raise AnswerLost("the answer is a page and no export; something answered in the server's place")


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
