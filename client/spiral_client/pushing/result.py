"""What became of a push."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ..reading.table import Note
from ..understanding.problems import Cause, Problem, causes

STORED = ("created", "updated", "unchanged")
NOT_STORED = ("rejected", "quarantined", "tombstoned", "not_stored")


@dataclass
class PushResult:
    """Counts, the lines that were not stored and why, and the import on the server."""

    territory_id: str
    source: str
    dry_run: bool
    mode: str
    import_ids: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    groups_created: list[str] = field(default_factory=list)
    not_tried: int = 0
    """Criteria that a dry run could not try, because their groups do not exist yet."""

    n_sent: int = 0
    sha256: str = ""
    resumed: bool = False

    @property
    def import_id(self) -> str | None:
        """Give the import's id; a long dry run has several."""
        return self.import_ids[-1] if self.import_ids else None

    @property
    def n_stored(self) -> int:
        """Give how many criteria are now stored as they were sent."""
        return sum(self.counts.get(outcome, 0) for outcome in STORED)

    @property
    def all_stored(self) -> bool:
        """Tell whether every criterion of the file is stored (or, in a dry run, would be)."""
        return not self.problems and not any(self.counts.get(outcome, 0) for outcome in NOT_STORED)

    @property
    def rejected(self) -> list[Problem]:
        """Give the lines that were not stored, with where they stand in the file."""
        return self.problems

    @property
    def causes(self) -> list[Cause]:
        """Give what was wrong, counted."""
        return causes(self.problems)

    @property
    def exit_code(self) -> int:
        """Give the exit code of the command."""
        return 0 if self.all_stored else 1

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        whole = asdict(self) | {"import_id": self.import_id, "n_stored": self.n_stored}
        whole["causes"] = [asdict(cause) for cause in self.causes]
        return whole
