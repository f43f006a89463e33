"""One push from beginning to end: places, groups, criteria, and what became of each line."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import FileUnreadable, Unsettled
from ..reading.table import Note
from ..understanding import Draft, Reading
from ..understanding.problems import Place, Problem
from .body import BATCH_BYTES, BATCH_RECORDS, INLINE_BYTES, Batch, batches, digest, line
from .groups import GroupChoices, GroupSettler
from .memory import recall
from .places import find_territory
from .result import NOT_STORED, PushResult
from .sending import Import, Upload, send_inline, wait
from .wire import Wire

DERIVED_SOURCE = "spreadsheets"

Report = Callable[[str, int, int], None]
"""Told a stage, how much of it is done, and how much there is."""


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
            self._send(sendable, {"territory": territory, "source": source})
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

    def _send(self, drafts: Sequence[Draft], params: dict[str, Any]) -> None:
        lines = [line(draft.fields) for draft in drafts]
        body = b"".join(lines)
        self.result.n_sent, self.result.sha256 = len(lines), digest(body)
        whole = Batch(0, len(lines), body)
        if self.options.dry_run:
            for batch in batches(lines):
                self._inline(batch, drafts, {**params, "mode": self.result.mode, "dry_run": "true"})
        elif self.options.atomic:
            if len(lines) > BATCH_RECORDS or len(body) > BATCH_BYTES:
                raise Unsettled(
                    f"--atomic takes up to {BATCH_RECORDS:,} criteria at once; push without it, or in parts"
                )
            self._inline(whole, drafts, {**params, "mode": "atomic"})
        elif len(body) <= INLINE_BYTES:
            self._inline(whole, drafts, {**params, "mode": "partial"})
        else:
            self._upload(whole, drafts, params)

    def _inline(self, batch: Batch, drafts: Sequence[Draft], params: dict[str, Any]) -> None:
        memory = recall(self.options.memory, self.wire.url, json.dumps(params, sort_keys=True), digest(batch.body))
        self.result.resumed = self.result.resumed or memory.resumed
        self.report("sending", 0, len(batch.body))
        job = send_inline(self.wire, batch, params, memory)
        self.report("sending", len(batch.body), len(batch.body))
        self._settle_outcomes(wait(self.wire, job), batch, drafts)
        memory.forget()

    def _upload(self, batch: Batch, drafts: Sequence[Draft], params: dict[str, Any]) -> None:
        memory = recall(self.options.memory, self.wire.url, json.dumps(params, sort_keys=True), digest(batch.body))
        self.result.resumed = memory.resumed
        upload = Upload(self.wire, batch.body, params, memory, lambda done, of: self.report("sending", done, of))
        self._settle_outcomes(wait(self.wire, upload.send()), batch, drafts)
        memory.forget()

    def _settle_outcomes(self, job: Import, batch: Batch, drafts: Sequence[Draft]) -> None:
        """Add an import's counts, and bring its refusals back to the rows they came from."""
        self.result.import_ids.append(str(job["id"]))
        counts: dict[str, int] = {name: n for name, n in (job.get("counts") or {}).items() if n}
        missing = batch.records - sum(counts.values())
        if job.get("state") != "done" or missing > 0:
            text = f"the import ended as {job.get('state')}; {max(missing, 0)} criteria have no outcome: push again"
            self.result.notes.append(Note("import-incomplete", text, loud=True))
            counts["not_stored"] = counts.get("not_stored", 0) + max(missing, 0)
        for name, number in counts.items():
            self.result.counts[name] = self.result.counts.get(name, 0) + number
        if any(counts.get(name) for name in NOT_STORED):
            self._explain(str(job["id"]), counts, batch, drafts)

    def _explain(self, import_id: str, counts: dict[str, int], batch: Batch, drafts: Sequence[Draft]) -> None:
        only = {"only": "rejected"} if not any(counts.get(name) for name in NOT_STORED[1:]) else {}
        self.report("reading outcomes", 0, 1)
        answer = self.wire.ask(
            "GET", f"/v1/imports/{import_id}/outcomes", params=only, headers={"Accept": "application/x-ndjson"}
        )
        for text in answer.text.split("\n"):
            outcome = json.loads(text) if text.strip() else {}
            if outcome.get("outcome") in NOT_STORED:
                self._outcome(drafts[batch.first + int(outcome["line"]) - 1], outcome)
        self.report("reading outcomes", 1, 1)

    def _outcome(self, draft: Draft, outcome: dict[str, Any]) -> None:
        faults = outcome.get("errors") or [_UNSAID.get(outcome["outcome"], {})]
        for fault in faults:
            parts = [str(fault.get("message") or outcome["outcome"])]
            if fault.get("expected"):
                parts.append(f"expected {fault['expected']}")
            place = self._place(draft, str(fault.get("field") or ""))
            code = str(fault.get("code") or outcome["outcome"])
            self._refuse(draft, Problem(code, ": ".join(parts), place, str(fault.get("advice", ""))))

    def _place(self, draft: Draft, name: str) -> Place:
        """Name the column that holds the field at fault."""
        plan = next((plan for plan in self.reading.plans if plan.index == draft.sheet_index), None)
        column = plan.headers.of(name) if plan and name not in ("", "text") else None
        if name == "group" and plan and column is None:
            column = plan.headers.of("group_label")
        return Place(draft.place.row, column.label if column else draft.place.column, draft.place.sheet)


_UNSAID: dict[str, dict[str, str]] = {
    "quarantined": {
        "code": "quarantined",
        "message": "held back until somebody of your platform has looked at it",
        "advice": "it may hold a name, an address or a number",
    },
    "tombstoned": {
        "code": "tombstoned",
        "message": "it was withdrawn before, and a push does not bring it back",
    },
    "not_stored": {"code": "not_stored", "message": "not stored, because the whole push was refused"},
}
