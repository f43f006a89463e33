"""What the stand-in server keeps of records: one kind, told by an OpenAPI document as the real one tells all."""

import hashlib
import json
from typing import Any

_OPTIONAL = {"type": "null"}
_LINK = {"type": "object", "properties": {"why": {}, "codebook": {}, "code": {}}}
_BUDGET = {
    "type": "object",
    "properties": {
        "amount": {"anyOf": [{"type": "number"}, _OPTIONAL]},
        "currency": {"type": "string"},
        "year": {"type": "integer"},
    },
}
_ACTION = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "platform_id": {"type": "string"},
        "platform_external_id": {"type": "string"},
        "source": {"type": "string", "default": "commons"},
        "external_id": {"type": "string"},
        "released": {"anyOf": [{"type": "boolean"}, _OPTIONAL]},
        "why": {"type": "string"},
        "title": {"type": "string"},
        "state": {"$ref": "#/components/schemas/State"},
        "components": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
        "due_on": {"anyOf": [{"type": "string", "format": "date"}, _OPTIONAL]},
        "budget": {"anyOf": [{"$ref": "#/components/schemas/Budget"}, _OPTIONAL]},
        "responsible": {"type": "string"},
    },
}
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/v1/actions": {
            "post": {
                "operationId": "add_action",
                "description": "What is done.",
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewAction"}}}
                },
            }
        },
        "/v1/actions/import": {"post": {}},
    },
    "components": {
        "schemas": {
            "NewAction": _ACTION,
            "State": {"type": "string", "enum": ["proposed", "under-way", "done"]},
            "Link": _LINK,
            "Budget": _BUDGET,
        }
    },
}


class StoredRecords:
    """Records by their external id."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    def take(self, body: bytes, mode: str) -> dict[str, Any]:
        """Judge every line as the real server does, and keep what may be kept."""
        items = []
        for number, line in enumerate(body.splitlines(), start=1):
            record = json.loads(line)
            fault = {"field": "title", "code": "missing", "message": "Field required"}
            outcome = "rejected" if not record.get("title") else "created"
            if outcome == "created" and self.kept.get(record["external_id"]) == record:
                outcome = "unchanged"
            elif outcome == "created" and mode != "dry-run":
                self.kept[record["external_id"]] = record
            told = {"line": number, "external_id": record.get("external_id"), "outcome": outcome}
            items.append({**told, "errors": [fault] if outcome == "rejected" else []})
        return {"digest": hashlib.sha256(body).hexdigest(), "n_bytes": len(body), "items": items, "mode": mode}
