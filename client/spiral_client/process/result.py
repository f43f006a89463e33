"""What became of a push of records: counts, one outcome for each row of the file, and why some were not kept."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ..reading.table import Note
from ..understanding.problems import Cause, Place, Problem, causes

KEPT = ("created", "updated", "unchanged")


@dataclass(frozen=True)
class RecordOutcome:
    """What became of one row."""

    place: Place
    external_id: str | None
    outcome: str
    id: str | None = None
    revision: int | None = None


@dataclass
class RecordsResult:
    """What became of every row; ``digests`` are those of the bodies that the server has proved to have read."""

    kind: str
    mode: str
    n_read: int
    n_sent: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    outcomes: list[RecordOutcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    @property
    def dry_run(self) -> bool:
        """Tell whether everything was only tried."""
        return self.mode == "dry-run"

    @property
    def n_kept(self) -> int:
        """Give how many records are now kept as they were sent (in a dry run: would be)."""
        return sum(self.counts.get(outcome, 0) for outcome in KEPT)

    @property
    def all_kept(self) -> bool:
        """Tell whether every row that was read is kept (in a dry run: would be)."""
        return not self.problems and self.n_kept == self.n_read

    @property
    def causes(self) -> list[Cause]:
        """Give what was wrong, counted."""
        return causes(self.problems)

    @property
    def exit_code(self) -> int:
        """Give the exit code of the command."""
        return 0 if self.all_kept else 1

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return asdict(self) | {"n_kept": self.n_kept, "causes": [asdict(cause) for cause in self.causes]}
