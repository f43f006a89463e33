"""A small faithful server for imports, uploads, groups and places, on a real socket, with faults on demand."""

import gzip
import hashlib
import json
import socket
import threading
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from stand_in_records import DOCUMENT, StoredRecords
from stand_in_syntheses import BOOK, MADE, PLACES, REPORTS, Syntheses, figures

TERRITORY = "11111111-1111-4111-8111-111111111111"
PLATFORM = "22222222-2222-4222-8222-222222222222"
PROFILES = [
    {"profile": "elders", "labels": {"en": "Elders", "fr": "Aînés"}},
    {"profile": "youth", "labels": {"en": "Youth", "fr": "Jeunes"}},
    {"profile": "women", "labels": {"en": "Women", "fr": "Femmes"}},
    {"profile": "people-with-disability", "labels": {"en": "People with disabilities"}},
]
FAMILIES = [{"family": "age", "labels": {"en": "Age"}}]

Fault = Callable[["Handler", Callable[[], None]], None]
"""What happens instead of an answer; it may call the answer itself, before or after doing harm."""


class StandIn:
    """State of the server: criteria by key, imports by id, and the faults still to come."""

    def __init__(self) -> None:
        self.criteria: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.imports: dict[str, dict[str, Any]] = {}
        self.bodies: dict[str, bytearray] = {}
        self.by_key: dict[str, tuple[str, str]] = {}
        self.platforms = [{"id": PLATFORM, "territory_id": TERRITORY, "name": "Mulhouse", "external_id": "P1"}]
        self.roots = [TERRITORY]
        self.faults: list[tuple[str, Fault]] = []
        self.requests: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.naps: list[float] = []
        self.rejects: Callable[[dict[str, Any]], str | None] = lambda record: None
        self.role = "partner"
        self.whole_digest = True
        self.syntheses = Syntheses()
        self.records = StoredRecords()
        self.statuses: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "StandIn":
        handler = type("Bound", (Handler,), {"state": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def fail(self, what: str, *faults: Fault) -> None:
        """Let the next requests whose "METHOD /path" contains ``what`` fail, one fault each."""
        self.faults += [(what, fault) for fault in faults]

    def fault_for(self, name: str) -> Fault | None:
        with self._lock:
            for index, (what, fault) in enumerate(self.faults):
                if what in name:
                    del self.faults[index]
                    return fault
        return None

    def texts(self) -> list[str]:
        return sorted(record["text"] for record in self.criteria.values())

    def store(self, job: dict[str, Any], body: bytes, first_line: int = 1) -> None:
        """Judge every line, keep the good ones, count outcomes."""
        judged = []
        for number, line in enumerate(body.splitlines(), start=first_line):
            judged.append((number, *self._judge(job, json.loads(line))))
        refused_all = job["mode"] == "atomic" and any(outcome == "rejected" for _, outcome, _, _ in judged)
        for number, outcome, record, faults in judged:
            if refused_all and outcome != "rejected":
                outcome = "not_stored"
            job["counts"][outcome] = job["counts"].get(outcome, 0) + 1
            if outcome in ("created", "updated") and not job["dry_run"]:
                self.criteria[job["territory_id"], job["source"], record["external_id"]] = record
            job["outcomes"].append(
                {"line": number, "external_id": record["external_id"], "outcome": outcome, "errors": faults}
            )

    def _judge(self, job: dict[str, Any], record: dict[str, Any]) -> tuple[str, dict[str, Any], list[Any]]:
        message = self.rejects(record)
        if record.get("group") not in self.groups:
            message = "unknown group"
        if message:
            return "rejected", record, [{"field": "text", "code": "made-up", "message": message}]
        if "quarantine" in record["text"]:
            return "quarantined", record, []
        known = self.criteria.get((job["territory_id"], job["source"], record["external_id"]))
        return ("created" if known is None else "unchanged" if known == record else "updated"), record, []


FOUND: dict[str, list[dict[str, Any]]] = {
    "toit": [
        {
            "id": "1", "text": "un toit\tà soi", "language": "fr", "question": "wellbeing", "country": "FR",
            "code": "A03", "label": "Logement", "score": 0.71, "n_alike": 2,
            "proposals": [{"code": "A03", "label": "Logement", "score": 0.9}],
        },
        {"id": "2", "text": "a roof", "language": "en", "question": "wellbeing", "score": 0.5},
    ],
}  # fmt: skip
"""What a search finds, by what was asked."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    state: StandIn
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass

    def _serve(self) -> None:
        split = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(split.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        self.body = gzip.decompress(raw) if self.headers.get("Content-Encoding") == "gzip" else raw
        name = f"{self.command} {split.path}"
        self.state.requests.append((self.command, split.path))
        fault = self.state.fault_for(name)

        def answer() -> None:
            self._route(split.path)

        if fault is not None:
            fault(self, answer)
        else:
            answer()

    do_GET = do_POST = do_PATCH = _serve

    def reply(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def problem(self, status: int, code: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        self.reply(status, {"title": f"It says {code}.", "status": status, "code": code, **more}, headers)

    def _route(self, path: str) -> None:
        state, parts = self.state, path.strip("/").split("/")[1:]
        if self.headers.get("Authorization") != "Bearer spc_test":
            return self.problem(401, "key-unknown")
        if path == "/openapi.json":
            return self.reply(200, DOCUMENT)
        if path == "/v1/actions/import":
            return self.reply(200, state.records.take(self.body, self.query["mode"]))
        if parts == ["keys", "me"]:
            return self.reply(200, {"role": state.role, "roots": state.roots})
        if parts[0] == "imports":
            return self._imports(parts)
        if parts[0] == "uploads":
            return self._uploads(parts)
        if path == "/v1/groups/bulk":
            return self._bulk()
        if path == "/v1/platforms/bulk":
            item = json.loads(self.body)["items"][0]
            state.platforms.append({**item, "id": PLATFORM})
            return self.reply(200, {"items": [{"index": 0, "outcome": "created", "id": PLATFORM}]})
        if parts[0] == "syntheses":
            return self._syntheses(parts)
        if parts[0] in ("contrast", "alarms", "review"):
            return self._figures(parts[0])
        if parts[0] == "codebooks":
            return self.reply(200, BOOK if len(parts) > 1 else [{"version": "b1", "current": True}])
        if path == "/v1/territories" and "q" in self.query and self.query["q"] != "Mulhouse":
            near = [place for place in PLACES if self.query["q"].casefold() in json.dumps(place).casefold()]
            return self.reply(200, {"items": near})
        lists: dict[str, Any] = {
            "groups": list(state.groups.values()),
            "platforms": state.platforms,
            "territories": [{"id": TERRITORY, "name": "Mulhouse", "external_id": "68224", "names": {}}],
        }
        if len(parts) == 1 and parts[0] in lists:
            return self._page(lists[parts[0]])
        if path == f"/v1/territories/{TERRITORY}":
            return self.reply(200, {"id": TERRITORY, "name": "Mulhouse"})
        if parts == ["profiles"]:
            return self.reply(200, {"version": "1", "profiles": PROFILES, "families": FAMILIES})
        if parts == ["search"] and "q" in self.query:
            return self.reply(200, {"items": FOUND.get(self.query["q"], []), "mode": "meaning", "asked": self.query})
        if parts == ["status"]:
            return self.reply(200, state.statuses.pop(0))
        if parts == ["trends"]:
            return self.reply(200, {"items": [{"country": "FR", "n_criteria": 3}], "asked": self.query})
        return self.problem(404, "not-found")

    def _syntheses(self, parts: list[str]) -> None:
        kept = self.state.syntheses
        if self.command == "POST" and len(parts) == 1:
            body = json.loads(self.body)
            if body["scope"] == {} and self.state.role == "partner":
                return self.problem(403, "scope-not-yours")
            return self.reply(202, kept.ask(body))
        if len(parts) == 1:
            return self.reply(200, {"items": [kept.record(MADE)]})
        if self.command == "POST":
            kept.cancelled.append(parts[1])
        if len(parts) == 3 and parts[2] != "cancel":
            return self.reply(200, REPORTS[parts[2]].encode(), {"X-Language": self.query.get("lang", "")})
        wished = self.query.get("document") == "false" or self.command == "POST"
        found = kept.record(parts[1]) if wished else kept.whole()
        return self.reply(200, found) if found else self.problem(404, "synthesis-unknown")

    def _figures(self, what: str) -> None:
        if what == "contrast" and self.query["value"] == "night-nurses":
            return self.problem(422, "nothing-to-contrast")
        return self.reply(200, figures(what, self.query))

    def _page(self, items: list[Any]) -> None:
        # Pages of two, so that whoever forgets to follow `next` is found out.
        start = int(self.query.get("after", 0))
        following = f"/v1/{urlsplit(self.path).path.split('/')[-1]}?after={start + 2}"
        more = {"next": following} if start + 2 < len(items) else {}
        self.reply(200, {"items": items[start : start + 2], **more})

    def _bulk(self) -> None:
        items = []
        for index, item in enumerate(json.loads(self.body)["items"]):
            if not item.get("year"):
                fault = {"pointer": f"/items/{index}/year", "code": "missing", "message": "year is required"}
                items.append({"index": index, "outcome": "rejected", "id": None, "errors": [fault]})
                continue
            known = next((g for g in self.state.groups.values() if g["external_id"] == item["external_id"]), None)
            made = {**(known or {"id": str(uuid.uuid4())}), **item}
            self.state.groups[made["id"]] = made
            items.append({"index": index, "outcome": "updated" if known else "created", "id": made["id"]})
        self.reply(200, {"items": items})

    def _new(self, upload: bool) -> dict[str, Any]:
        made = {
            "id": str(uuid.uuid4()),
            "territory_id": self.query["territory"],
            "source": self.query["source"],
            "mode": self.query.get("mode", "partial"),
            "dry_run": self.query.get("dry_run") == "true",
            "state": "receiving" if upload else "done",
            "counts": {},
            "outcomes": [],
            "receipt": None,
        }
        self.state.imports[made["id"]] = made
        return made

    def _imports(self, parts: list[str]) -> None:
        state = self.state
        if self.command == "POST":
            key = self.headers.get("Idempotency-Key")
            if not key:
                return self.problem(400, "idempotency-key-missing")
            state.keys.append(key)
            digest = hashlib.sha256(self.body).hexdigest()
            if key in state.by_key:
                first, other = state.by_key[key]
                if other != digest:
                    return self.problem(422, "idempotency-key-reused")
                return self.reply(202, public(state.imports[first]), {"Idempotency-Replayed": "true"})
            job = self._new(upload=False)
            state.by_key[key] = job["id"], digest
            job["receipt"] = {"sha256": digest, "bytes": len(self.body), "records": self.body.count(b"\n")}
            state.store(job, self.body)
            return self.reply(202, public(job), {"Location": f"/v1/imports/{job['id']}"})
        if len(parts) == 1:
            return self._page([public(job) for job in state.imports.values()])
        job = state.imports.get(parts[1])
        if job is None:
            return self.problem(404, "not-found")
        if len(parts) == 2:
            return self.reply(200, public(job))
        only = self.query.get("only")
        lines = [json.dumps(each) for each in job["outcomes"] if only in (None, each["outcome"])]
        return self.reply(200, ("\n".join(lines) + "\n").encode())

    def _uploads(self, parts: list[str]) -> None:
        state = self.state
        if len(parts) == 1:
            key = self.headers["Idempotency-Key"]
            state.keys.append(key)
            if key in state.by_key:
                job = state.imports[state.by_key[key][0]]
            else:
                job = self._new(upload=True)
                state.by_key[key] = job["id"], ""
                state.bodies[job["id"]] = bytearray()
            return self.reply(201, {**public(job), "offset": len(state.bodies[job["id"]])})
        job = state.imports.get(parts[1])
        if job is None:
            return self.problem(404, "not-found")
        body = state.bodies[parts[1]]
        offset = {"Upload-Offset": str(len(body))}
        if self.command == "GET":
            return self.reply(200, {"id": job["id"], "offset": len(body), "state": job["state"]}, offset)
        if self.command == "PATCH":
            return self._patch(job, body)
        if job["state"] != "done":
            if json.loads(self.body)["bytes"] != len(body):
                return self.problem(409, "offset-mismatch", offset=len(body))
            job["state"] = "done"
            digest = hashlib.sha256(body).hexdigest() if state.whole_digest else None
            job["receipt"] = {"sha256": digest, "bytes": len(body), "records": body.count(b"\n")}
        return self.reply(200, public(job))

    def _patch(self, job: dict[str, Any], body: bytearray) -> None:
        if int(self.headers["Upload-Offset"]) != len(body):
            return self.problem(409, "offset-mismatch", offset=len(body))
        if not self.body.endswith(b"\n"):
            return self.problem(422, "line-torn")
        self.state.store(job, self.body, first_line=body.count(b"\n") + 1)
        body += self.body
        digest = hashlib.sha256(self.body).hexdigest()
        receipt = {"sha256": digest, "bytes": len(self.body), "records": self.body.count(b"\n")}
        return self.reply(200, {"offset": len(body), "receipt": receipt, "counts": job["counts"]})


def public(job: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in job.items() if name != "outcomes"}


def busy(status: int, after: str | None = None) -> Fault:
    """Answer a status that passes."""
    return lambda handler, _: handler.problem(status, "busy", {"Retry-After": after} if after else None)


def cut_before(handler: Handler, _: Callable[[], None]) -> None:
    """Close the connection with nothing done."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut_after(handler: Handler, answer: Callable[[], None]) -> None:
    """Do the work, and close the connection before the answer arrives."""
    wfile, handler.wfile = handler.wfile, _Nowhere()  # type: ignore[assignment]
    answer()
    handler.wfile = wfile
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def lying_proxy(handler: Handler, _: Callable[[], None]) -> None:
    """Answer an empty 200 with nothing stored, as an edge proxy did."""
    handler.reply(200, b"")


def corrupting(handler: Handler, answer: Callable[[], None]) -> None:
    """Store something else than was sent."""
    handler.body = handler.body.replace(b"o", b"0")
    answer()


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        pass

    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None:
        pass
