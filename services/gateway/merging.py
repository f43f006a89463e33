"""Puts the services' OpenAPI documents together into one: pure functions on documents.

Schemas of equal content are kept once. Where services use one name for different things, each name gets
its service's in front, and so does every name of a schema that refers to such a one.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
Names = dict[str, dict[str, str]]

REFERENCE = "#/components/schemas/"

_REPLACED = ("HTTPValidationError", "ValidationError")
"""FastAPI's own error schemas; every error here is a problem document."""


def merge(documents: Mapping[str, Document], problem: Document) -> Document:
    """Give paths and components of all documents by service; ``problem`` is the schema of every error."""
    documents = {service: _without_validation_errors(document) for service, document in documents.items()}
    names = new_names(documents)
    paths: Document = {}
    schemas: Document = {"Problem": problem}
    for service, document in documents.items():
        for path, operations in document.get("paths", {}).items():
            paths[path] = {
                method: _operation(service, operation, names[service]) if method != "parameters" else operation
                for method, operation in operations.items()
            }
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            schemas[names[service].get(name, name)] = _renamed(schema, names[service])
    return {"paths": dict(sorted(paths.items())), "components": {"schemas": dict(sorted(schemas.items()))}}


def new_names(documents: Mapping[str, Document]) -> Names:
    """Give each service the names of its schemas that must change, and what they become."""
    schemas = {service: document.get("components", {}).get("schemas", {}) for service, document in documents.items()}
    uses = Counter(name for own in schemas.values() for name in own)
    shared = {name for name, count in uses.items() if count > 1}
    clashing = {name for name in shared if _differs(name, schemas)} | ({"Problem"} & set(uses))
    while True:
        # Equal words that refer to different things differ too.
        more = {
            name
            for own in schemas.values()
            for name, schema in own.items()
            if name in shared - clashing and references(schema) & clashing
        }
        if not more:
            break
        clashing |= more
    taken = set(uses) | {"Problem"}
    names: Names = {}
    for service, own in schemas.items():
        names[service] = {}
        for name in own:
            if name in clashing:
                new = f"{service.capitalize()}{name}"
                while new in taken:
                    new += "_"
                taken.add(new)
                names[service][name] = new
    return names


def references(part: Any) -> set[str]:
    """Name the schemas that a part of a document refers to."""
    if isinstance(part, dict):
        own = part.get("$ref", "")
        found = {own.removeprefix(REFERENCE)} if isinstance(own, str) and own.startswith(REFERENCE) else set()
        return found.union(*(references(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*(references(value) for value in part))
    return set()


def _differs(name: str, schemas: Mapping[str, Document]) -> bool:
    found = [own[name] for own in schemas.values() if name in own]
    return any(other != found[0] for other in found[1:])


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {
            key: _reference(value, names) if key in ("$ref", "mapping") else _renamed(value, names)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_renamed(value, names) for value in part]
    return part


def _reference(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.startswith(REFERENCE):
        name = value.removeprefix(REFERENCE)
        return REFERENCE + names.get(name, name)
    if isinstance(value, dict):
        return {key: _reference(inner, names) for key, inner in value.items()}
    return value


def _operation(service: str, operation: Document, names: Mapping[str, str]) -> Document:
    # Always with the service in front, clash or not: generated clients name their functions by it, and a
    # new operation of one service must not rename another's.
    identifier = f"{service}_{operation.get('operationId', 'operation')}"
    renamed: Document = _renamed(operation, names)
    return renamed | {
        "operationId": identifier,
        "tags": [service, *(tag for tag in operation.get("tags", []) if tag != service)],
    }


def _without_validation_errors(document: Document) -> Document:
    schemas = document.get("components", {}).get("schemas", {})
    kept = {name: schema for name, schema in schemas.items() if name not in _REPLACED}
    return document | {"components": {"schemas": kept}}
