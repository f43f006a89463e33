"""Lines on their way: sent in the form that fits, and every outcome brought back to the line it is about."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Unsettled
from ..reading.table import Note
from .body import BATCH_BYTES, BATCH_RECORDS, INLINE_BYTES, Batch, batches, digest
from .memory import Memory, recall
from .result import NOT_STORED, PushResult
from .sending import Import, Upload, send_inline, wait
from .wire import Wire

Report = Callable[[str, int, int], None]
"""Told a stage, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Refusal:
    """Why one line was not stored."""

    number: int
    """Which of the lines that were sent, from 0."""
    code: str
    message: str
    field: str = ""
    advice: str = ""


class Delivery:
    """Sends lines and settles what became of them."""

    def __init__(
        self,
        wire: Wire,
        memory: Path | None,
        result: PushResult,
        refuse: Callable[[Refusal], None],
        report: Report,
    ) -> None:
        """Keep where counts go, and who is told of each line that was not stored."""
        self.wire, self.memory, self.result, self.refuse, self.report = wire, memory, result, refuse, report

    def send(self, lines: Sequence[bytes]) -> None:
        """Send lines for the result's territory, source and mode; nothing is stored in a dry run."""
        result = self.result
        params: dict[str, Any] = {"territory": result.territory_id, "source": result.source}
        body = b"".join(lines)
        result.n_sent, result.sha256 = len(lines), digest(body)
        whole = Batch(0, len(lines), body)
        if result.dry_run:
            for batch in batches(lines):
                self._inline(batch, {**params, "mode": result.mode, "dry_run": "true"})
        elif result.mode == "atomic":
            if len(lines) > BATCH_RECORDS or len(body) > BATCH_BYTES:
                raise Unsettled(
                    f"--atomic takes up to {BATCH_RECORDS:,} criteria at once; push without it, or in parts"
                )
            self._inline(whole, {**params, "mode": "atomic"})
        elif len(body) <= INLINE_BYTES:
            self._inline(whole, {**params, "mode": "partial"})
        else:
            self._upload(whole, params)

    def _recall(self, batch: Batch, params: dict[str, Any]) -> Memory:
        memory = recall(self.memory, self.wire.url, json.dumps(params, sort_keys=True), digest(batch.body))
        self.result.resumed = self.result.resumed or memory.resumed
        return memory

    def _inline(self, batch: Batch, params: dict[str, Any]) -> None:
        memory = self._recall(batch, params)
        self.report("sending", 0, len(batch.body))
        job = send_inline(self.wire, batch, params, memory)
        self.report("sending", len(batch.body), len(batch.body))
        self._settle(wait(self.wire, job), batch)
        memory.forget()

    def _upload(self, batch: Batch, params: dict[str, Any]) -> None:
        memory = self._recall(batch, params)
        upload = Upload(self.wire, batch.body, params, memory, lambda done, of: self.report("sending", done, of))
        self._settle(wait(self.wire, upload.send()), batch)
        memory.forget()

    def _settle(self, job: Import, batch: Batch) -> None:
        """Add an import's counts, and bring its refusals back to the lines they are about."""
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
            self._explain(str(job["id"]), counts, batch)

    def _explain(self, import_id: str, counts: dict[str, int], batch: Batch) -> None:
        only = {"only": "rejected"} if not any(counts.get(name) for name in NOT_STORED[1:]) else {}
        self.report("reading outcomes", 0, 1)
        answer = self.wire.ask(
            "GET", f"/v1/imports/{import_id}/outcomes", params=only, headers={"Accept": "application/x-ndjson"}
        )
        for text in answer.text.split("\n"):
            outcome = json.loads(text) if text.strip() else {}
            if outcome.get("outcome") in NOT_STORED:
                self._outcome(batch.first + int(outcome["line"]) - 1, outcome)
        self.report("reading outcomes", 1, 1)

    def _outcome(self, number: int, outcome: dict[str, Any]) -> None:
        for fault in outcome.get("errors") or [_UNSAID.get(outcome["outcome"], {})]:
            parts = [str(fault.get("message") or outcome["outcome"])]
            if fault.get("expected"):
                parts.append(f"expected {fault['expected']}")
            code = str(fault.get("code") or outcome["outcome"])
            field, advice = str(fault.get("field") or ""), str(fault.get("advice", ""))
            self.refuse(Refusal(number, code, ": ".join(parts), field, advice))


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
    "not_stored": {"code": "not-stored", "message": "not stored, because the whole push was refused"},
}
