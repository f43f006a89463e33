"""One push of records from beginning to end: their platform, their source, the server's word for every row."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import Unsettled
from ..pushing.wire import Wire
from ..reading.table import Note
from .drafts import RecordsReading
from .places import Platforms
from .result import RecordsResult
from .sending import Report, send

MODES = ("partial", "atomic", "dry-run")


@dataclass(frozen=True)
class RecordsWishes:
    """Where and how to push; what a row says itself stays."""

    platform: str | None = None
    source: str | None = None
    mode: str = "partial"
    why: str | None = None


class RecordsPush:
    """Pushes one reading."""

    def __init__(self, wire: Wire, reading: RecordsReading, wishes: RecordsWishes, report: Report) -> None:
        """Keep everything; nothing is asked yet."""
        self.wire, self.reading, self.wishes, self.report = wire, reading, wishes, report

    def run(self) -> RecordsResult:
        """Push, and account for every row."""
        reading, wishes = self.reading, self.wishes
        if wishes.mode not in MODES:
            raise Unsettled(f"records are pushed as {', '.join(MODES)}, not as {wishes.mode}")
        result = RecordsResult(reading.form.kind, wishes.mode, len(reading.drafts) + len(reading.refused_rows))
        if wishes.mode == "atomic" and reading.problems:
            text = "the file has problems, and atomic keeps all or nothing: nothing was sent"
            reading.notes.append(Note("nothing-sent", text, loud=True))
            result.counts["not_stored"] = len(reading.drafts)
        elif reading.drafts:
            self._fill()
            send(self.wire, reading, result, self.report)
        result.notes, result.problems = reading.notes, reading.problems
        return result

    def _fill(self) -> None:
        """Say of every record where it belongs, as far as it does not say so itself."""
        platforms = Platforms(self.wire)
        given = {"source": self.wishes.source, "why": self.wishes.why}
        for draft in self.reading.drafts:
            for name, value in given.items():
                if value:
                    draft.fields.setdefault(name, value)
            if not _says_where(draft.fields):
                draft.fields["platform_id"] = platforms.id_of(draft.platform or self.wishes.platform)


def _says_where(fields: Mapping[str, object]) -> bool:
    return bool(fields.get("platform_id") or fields.get("platform_external_id"))
