"""Records as lines that travel, and the answers of the server: success is an answer and the same digest."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from ..errors import NotStored, ServerTrouble, Unsettled
from ..pushing.body import digest
from ..pushing.wire import AnswerLost, Wire, document
from ..understanding.problems import Place, Problem
from .drafts import RecordDraft, RecordsReading
from .result import RecordOutcome, RecordsResult

ROWS = 50_000
"""Records that one request takes."""

_BATCH_ROWS = 2_000
_BATCH_BYTES = 4_000_000
_PATIENCE = httpx.Timeout(600.0, connect=10.0)

Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Batch:
    """Records that travel together."""

    drafts: Sequence[RecordDraft]
    body: bytes


def send(wire: Wire, reading: RecordsReading, result: RecordsResult, report: Report) -> None:
    """Send every draft, and tell what became of each.

    Raises ``NotStored`` when the answer does not prove that exactly these bytes were read, and ``Unsettled`` for
    more records than can be kept all or none.
    """
    whole = result.mode != "partial"
    if whole and len(reading.drafts) > ROWS:
        raise Unsettled(f"at most {ROWS:,} records are tried together; split the file, or push it row by row")
    done, total = 0, len(reading.drafts)
    for batch in _batches(reading.drafts, whole):
        if total > _BATCH_ROWS:  # what is sent at once is told when it is done
            report("sending", done, total)
        try:
            answer = _asked(wire, reading.form.path, result.mode, batch)
        except ServerTrouble as error:
            told = f"{done} of {total} rows were answered; the same file again does no harm"
            raise type(error)(f"{error}. {told}") from error
        done += len(batch.drafts)
        result.digests.append(answer["digest"])
        result.n_sent = done
        _take(reading, result, batch, answer["items"])
    report("sending", done, total)


def _asked(wire: Wire, path: str, mode: str, batch: Batch) -> Any:
    answer = wire.ask(
        "POST",
        f"/v1/{path}/import",
        proof=_is_told,
        params={"mode": mode},
        content=batch.body,
        headers={"Content-Type": "application/x-ndjson"},
        timeout=_PATIENCE,
    )
    told = document(answer)
    if told["digest"] != digest(batch.body):
        raise NotStored("the server read other content than was sent; something changed it on the way")
    if len(told["items"]) != len(batch.drafts):
        raise NotStored(f"the server tells of {len(told['items'])} rows of {len(batch.drafts)}")
    return told


def _is_told(answer: httpx.Response) -> None:
    told = document(answer)
    if not isinstance(told, dict) or not isinstance(told.get("items"), list) or "digest" not in told:
        raise AnswerLost("the answer does not tell what became of the rows; something answered in the server's place")


def _batches(drafts: Sequence[RecordDraft], whole: bool) -> Iterator[Batch]:
    held: list[RecordDraft] = []
    lines: list[bytes] = []
    for draft in drafts:
        line = json.dumps(draft.fields, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"
        if held and not whole and (len(held) == _BATCH_ROWS or sum(map(len, lines)) + len(line) > _BATCH_BYTES):
            yield Batch(held, b"".join(lines))
            held, lines = [], []
        held.append(draft)
        lines.append(line)
    if held:
        yield Batch(held, b"".join(lines))


def _take(reading: RecordsReading, result: RecordsResult, batch: Batch, items: Sequence[Any]) -> None:
    for item in items:
        draft = batch.drafts[int(item["line"]) - 1]
        outcome = str(item["outcome"])
        result.counts[outcome] = result.counts.get(outcome, 0) + 1
        told = RecordOutcome(draft.place, item.get("external_id"), outcome, item.get("id"), item.get("revision"))
        result.outcomes.append(told)
        for fault in item.get("errors") or ():
            reading.refuse(draft, _problem(draft, fault))
        if outcome == "tombstoned" and not item.get("errors"):
            message = "it was withdrawn, and stays so; give it another identifier to write it down again"
            reading.refuse(draft, Problem("tombstoned", message, draft.place))


def _problem(draft: RecordDraft, fault: Any) -> Problem:
    name = str(fault.get("field") or "").replace("/", ".")
    label = next((each for held, each in draft.labels.items() if name and held == name), None)
    label = label or next((each for held, each in draft.labels.items() if _root(held) == _root(name)), name)
    place = Place(draft.place.row, label, draft.place.sheet)
    expected = str(fault.get("expected") or "")
    return Problem(str(fault["code"]), str(fault["message"]), place, f"expected: {expected}" if expected else "")


def _root(name: str) -> str:
    return name.partition(".")[0]
