"""One push from beginning to end: places, groups, criteria, and what became of each line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FileUnreadable
from ..reading.table import Note
from ..understanding import Draft, Reading
from ..understanding.problems import Place, Problem
from .body import line
from .delivery import Delivery, Refusal, Report
from .groups import GroupChoices, GroupSettler
from .places import find_territory
from .result import PushResult
from .wire import Wire

DERIVED_SOURCE = "spreadsheets"


@dataclass(frozen=True)
class PushOptions:
    """Where and how to push."""

    territory: str | None = None
    source: str | None = None
    groups: GroupChoices = field(default_factory=GroupChoices)
    dry_run: bool = False
    atomic: bool = False
    memory: Path | None = None


class Push:
    """Pushes one reading."""

    def __init__(self, wire: Wire, reading: Reading, options: PushOptions, report: Report) -> None:
        """Keep everything; nothing is asked yet."""
        self.wire, self.reading, self.options, self.report = wire, reading, options, report

    def run(self) -> PushResult:
        """Push, and account for every criterion of the file."""
        options, reading = self.options, self.reading
        if not reading.drafts and not reading.problems and not reading.groups:
            raise FileUnreadable("there is no criterion in the file; see what spiral check makes of it")
        source, notes = self._source()
        territory = find_territory(self.wire, options.territory, sorted(reading.territories))
        mode = "atomic" if options.atomic else "partial"
        self.result = PushResult(territory, source, options.dry_run, mode, notes=[*reading.notes, *notes])
        self.result.problems += reading.problems
        if options.atomic and reading.problems and not options.dry_run:
            return self._nothing("the file has problems")
        sendable = self._settle_groups(territory, source)
        if options.atomic and len(sendable) < len(reading.drafts) and not options.dry_run:
            return self._nothing("some groups could not be made")
        if sendable:
            self._send(sendable)
        return self.result

    def _nothing(self, why: str) -> PushResult:
        text = f"{why}, and --atomic stores all or nothing: nothing was sent"
        self.result.notes.append(Note("nothing-sent", text, loud=True))
        self.result.counts["not_stored"] = len(self.reading.drafts)
        return self.result

    def _source(self) -> tuple[str, list[Note]]:
        """Choose the name under which identifiers are unique, if none is given.

        Identifiers made from content never collide, so all such files share one source. Given ones do:
        two files that both count from 1 would overwrite each other, so the file's name keeps them apart.
        """
        if self.options.source:
            return self.options.source, []
        if not self.reading.names_given:
            return DERIVED_SOURCE, [Note("source", f"source: {DERIVED_SOURCE!r} (--source for another)")]
        stem = " ".join(self.reading.book.path.stem.split())[:200] or DERIVED_SOURCE
        text = (
            f"source: {stem!r}, after the file's name. A corrected file under another name would double its criteria: "
            f'keep the name, or pass --source "{stem}"'
        )
        return stem, [Note("source", text, loud=True)]

    def _settle_groups(self, territory: str, source: str) -> list[Draft]:
        """Give each criterion its group's id; criteria of refused groups become problems."""
        reading = self.reading
        settler = GroupSettler(self.wire, territory, source, self.options.groups, self.options.dry_run)
        settled = settler.settle(list(reading.groups.values()), sorted(reading.territories))
        self.result.notes += settled.notes
        self.result.groups_created = settled.created
        for key, reason in settled.refused.items():
            self._refuse_group(key, reason)
        sendable = [draft for draft in reading.drafts if draft.group_key in settled.ids]
        for draft in sendable:
            draft.fields["group"] = settled.ids[draft.group_key]
        awaited = set(settled.awaited)
        self.result.not_tried = sum(1 for draft in reading.drafts if draft.group_key in awaited)
        if self.result.not_tried:
            text = f"{self.result.not_tried} criteria could only be checked here: their groups do not exist yet"
            self.result.notes.append(Note("not-tried", text, loud=True))
        return sendable

    def _refuse_group(self, key: str, reason: str) -> None:
        group = self.reading.groups[key]
        message = f"the group was refused: {reason}"
        drafts = [draft for draft in self.reading.drafts if draft.group_key == key]
        for draft in drafts:
            self._refuse(draft, Problem("group-refused", message, draft.place, "correct the group's description"))
        if not drafts:
            self.result.problems.append(Problem("group-refused", message, group.places[0]))

    def _refuse(self, draft: Draft, problem: Problem) -> None:
        draft.problem = problem
        self.reading.refused_rows.append((draft.sheet_index, problem))
        self.result.problems.append(problem)

    def _send(self, drafts: Sequence[Draft]) -> None:
        def refuse(refusal: Refusal) -> None:
            draft = drafts[refusal.number]
            place = self._place(draft, refusal.field)
            self._refuse(draft, Problem(refusal.code, refusal.message, place, refusal.advice))

        delivery = Delivery(self.wire, self.options.memory, self.result, refuse, self.report)
        delivery.send([line(draft.fields) for draft in drafts])

    def _place(self, draft: Draft, name: str) -> Place:
        """Name the column that holds the field at fault."""
        plan = next((plan for plan in self.reading.plans if plan.index == draft.sheet_index), None)
        column = plan.headers.of(name) if plan and name not in ("", "text") else None
        if name == "group" and plan and column is None:
            column = plan.headers.of("group_label")
        return Place(draft.place.row, column.label if column else draft.place.column, draft.place.sheet)
