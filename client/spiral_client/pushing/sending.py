"""The two ways to send: everything in one request, or a long upload in parts that survives interruptions."""

from collections.abc import Callable
from typing import Any

import httpx

from ..errors import NotStored, Refused, ServerTrouble
from .body import Batch, digest, is_line_start, packed, part_end, require_receipt
from .memory import Memory
from .wire import AnswerLost, Wire, checked, document, is_passing, problem, sentence

FINISHED = ("done", "failed", "interrupted")
WAIT_SECONDS = 900.0

Advance = Callable[[int, int], None]
"""Told how many bytes of how many are with the server."""

Import = dict[str, Any]


def send_inline(wire: Wire, batch: Batch, params: dict[str, Any], memory: Memory) -> Import:
    """Send everything in one request and believe it only with the right receipt."""
    for chance in (True, False):
        memory.keep()
        headers = _ndjson(memory.key)
        try:
            answer = wire.ask(
                "POST", "/v1/imports", proof=_is_import, params=params, content=packed(batch.body), headers=headers
            )
            job: Import = answer.json()
            require_receipt(_receipt(wire, job), batch.body)
            return job
        except NotStored:
            # A second time under a new key: the criteria have names, so nothing doubles.
            memory.begin_again()
            if not chance:
                raise
        except Refused as error:
            memory.begin_again()
            if not (chance and memory.resumed and "idempotency" in error.code):
                raise
    raise AssertionError("unreachable")


def _ndjson(key: str | None = None, **more: str) -> dict[str, str]:
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip", **more}
    return headers | ({"Idempotency-Key": key} if key else {})


def _is_import(answer: httpx.Response) -> None:
    job = document(answer)
    if not isinstance(job, dict) or "id" not in job:
        raise AnswerLost("the answer is not an import; something answered in the server's place")


def _receipt(wire: Wire, job: Import) -> Any:
    """Give the import's receipt, asking again when the first answer came before it."""
    return job.get("receipt") or wire.json("GET", f"/v1/imports/{job['id']}").get("receipt")


class Upload:
    """Sends a body in parts of whole lines, asking the server how far it is whenever there is doubt."""

    def __init__(self, wire: Wire, body: bytes, params: dict[str, Any], memory: Memory, advance: Advance) -> None:
        """Keep what is to be sent; nothing is asked yet."""
        self.wire, self.body, self.params, self.memory, self.advance = wire, body, params, memory, advance

    def send(self) -> Import:
        """Send everything and finish; begins once more from the start if a receipt shows other content."""
        try:
            return self._send()
        except NotStored:
            self.memory.begin_again()
            return self._send()

    def _send(self) -> Import:
        offset = self._open()
        while offset < len(self.body):
            self.advance(offset, len(self.body))
            offset = self._part(offset)
        self.advance(offset, len(self.body))
        return self._finish()

    def _open(self) -> int:
        """Find the remembered upload and where it stopped, or make a new one."""
        if self.memory.upload_id is not None:
            try:
                return self._offset()
            except Refused as error:
                if error.status not in (404, 409, 410):
                    raise
                self.memory.begin_again()
        self.memory.keep()
        headers = {"Idempotency-Key": self.memory.key}
        made = self.wire.json("POST", "/v1/uploads", params=self.params, headers=headers)
        self.memory.upload_id = str(made["id"])
        self.memory.keep()
        return self._offset() if self.memory.resumed else int(made.get("offset", 0))

    def _offset(self) -> int:
        return self._progress()[0]

    def _progress(self) -> tuple[int, str | None]:
        """Ask how far the server is, and for the digest of the last part that it took."""
        found = self.wire.ask("GET", f"/v1/uploads/{self.memory.upload_id}")
        offset = int(found.headers.get("upload-offset") or document(found)["offset"])
        if not is_line_start(self.body, offset):
            raise NotStored("the server is at an offset that is not one of this file's lines")
        return offset, document(found).get("last_part")

    def _part(self, start: int) -> int:
        """Send one part and give the offset after it; on any doubt the server's offset decides."""
        end = part_end(self.body, start)
        part = self.body[start:end]
        headers = _ndjson(**{"Upload-Offset": str(start)})
        trouble: ServerTrouble = ServerTrouble("the server does not answer")
        for attempt in range(self.wire.attempts):
            answer = None
            try:
                answer = self.wire.once(
                    "PATCH", f"/v1/uploads/{self.memory.upload_id}", content=packed(part), headers=headers
                )
                if answer.is_success:
                    require_receipt(document(answer).get("receipt"), part)
                    return end
                if answer.status_code == 409 and problem(answer).get("code") == "offset-mismatch":
                    return self._after_doubt(start, end)
                if not is_passing(answer):
                    checked(answer)
                trouble = ServerTrouble(f"the server says {answer.status_code}: {sentence(answer)}")
            except AnswerLost as error:
                trouble = error
            except NotStored as error:
                trouble = error
                if self._offset() != start:
                    raise  # stored, but not what was sent
            if attempt + 1 < self.wire.attempts:
                self.wire.pause(attempt, answer)
                offset = self._after_doubt(start, end)
                if offset != start:
                    return offset
        raise trouble

    def _after_doubt(self, start: int, end: int) -> int:
        """Ask how far the server is; what it took and cannot name by its digest is remembered as doubted."""
        offset, last_part = self._progress()
        if offset > start and not (offset == end and last_part == digest(self.body[start:end])):
            self.memory.doubted.append([start, max(offset, end)])
            self.memory.keep()
        return offset

    def _finish(self) -> Import:
        done: Import = self.wire.json(
            "POST", f"/v1/uploads/{self.memory.upload_id}/finish", json={"bytes": len(self.body)}
        )
        receipt = done.get("receipt") or {}
        if receipt.get("bytes", len(self.body)) != len(self.body):
            raise NotStored(f"the server has {receipt.get('bytes')} bytes of {len(self.body)}")
        whole = receipt.get("sha256")
        if whole and whole != digest(self.body):
            raise NotStored("the receipt is for other content than was sent; something changed it on the way")
        if not whole and self.memory.doubted:
            raise NotStored("a part was taken without a receipt, and nothing proves that it is stored")
        return done


def wait(wire: Wire, job: Import, seconds: float = WAIT_SECONDS) -> Import:
    """Wait until the server has finished an import."""
    waited, pause = 0.0, 0.2
    while job.get("state") not in FINISHED:
        if waited > seconds:
            raise ServerTrouble(
                f"the server is still working on import {job['id']}; look later with spiral status {job['id']}"
            )
        wire.sleep(pause)
        waited, pause = waited + pause, min(5.0, pause * 1.5)
        job = wire.json("GET", f"/v1/imports/{job['id']}")
    return job
