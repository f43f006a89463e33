"""The service's own description says what it answers."""

import json
from typing import Any

from fastapi import FastAPI
from openapi_spec_validator import validate

ROUTES = {
    "/v1/questionnaires": {"get"}, "/v1/questionnaires/{version}": {"get"}, "/v1/limits": {"get"},
    "/v1/criteria": {"get", "post"}, "/v1/criteria/{criterion_id}": {"get", "patch", "delete"},
    "/v1/criteria/{criterion_id}/codings": {"get", "post"}, "/v1/criteria/export.{form}": {"get"},
    "/v1/criteria/changes": {"get"}, "/v1/imports": {"get", "post"}, "/v1/imports/{import_id}": {"get"},
    "/v1/imports/{import_id}/outcomes": {"get"}, "/v1/imports/{import_id}/outcomes.{form}": {"get"},
    "/v1/uploads": {"post"}, "/v1/uploads/{upload_id}": {"get", "patch"}, "/v1/uploads/{upload_id}/finish": {"post"},
    "/health/live": {"get"}, "/health/ready": {"get"},
}  # fmt: skip


def test_every_route_is_described(criteria_app: FastAPI) -> None:
    document = criteria_app.openapi()
    assert {path: set(methods) for path, methods in document["paths"].items()} == ROUTES
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["description"].rstrip().endswith((".", ")")), (method, path)


def test_the_document_is_valid_and_refers_to_nothing_that_is_missing(criteria_app: FastAPI) -> None:
    document = json.loads(json.dumps(criteria_app.openapi()))
    validate(document)
    for reference in _references(document):
        assert reference.startswith("#/components/schemas/")
        assert reference.rsplit("/")[-1] in document["components"]["schemas"]


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for child in value.values() for found in _references(child)]
    return [found for child in value for found in _references(child)] if isinstance(value, list) else []


def test_a_record_of_a_push_is_described_with_its_fields(criteria_app: FastAPI) -> None:
    push = criteria_app.openapi()["paths"]["/v1/imports"]["post"]
    record = push["requestBody"]["content"]["application/json"]["schema"]["items"]
    assert set(record["required"]) == {"external_id", "group", "question", "text"}
    assert "participant" in record["properties"]
    assert "name" not in record["properties"]
