"""What the server takes of each kind of record, as its OpenAPI document says: no kind is written down here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from ..errors import ServerTrouble, Unsettled
from ..understanding.words import normalise

Schema = Mapping[str, Any]

HEADER = ("external_id", "platform_id", "platform_external_id", "source", "released", "why")
"""Fields that every record has beside its kind's own."""

_TITLES = ("title", "name", "term", "text")
_REFERENCE = frozenset({"id", "external_id", "kind"})
_LINKS = {
    _REFERENCE: "",
    frozenset({"id"}): "",
    frozenset({"codebook", "code"}): "A03",
    frozenset({"framework", "version", "item"}): "udhr/25",
    frozenset({"synthesis", "topic"}): "",
    frozenset({"profile"}): "elders",
}
"""Links by the parts that their whole form has, and an example of the short form."""


class Shape(StrEnum):
    """How a value stands in a cell."""

    TEXT = "text"
    DAY = "day"
    TRUTH = "yes or no"
    COUNT = "whole number"
    NUMBER = "number"
    CHOICE = "one of a list"
    LIST = "several, between semicolons"
    DOCUMENT = "JSON"


@dataclass(frozen=True)
class Field:
    """One field of a record, or a part of one (``budget.amount``)."""

    name: str
    shape: Shape
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""
    sense: str = ""


@dataclass(frozen=True)
class Form:
    """The fields of one kind of record."""

    kind: str
    path: str
    sense: str
    schema: Schema
    components: Schema

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Give the kind's own fields and those of every record."""
        required = self.schema.get("required", ())
        return {name: self._field(name, part, name in required) for name, part in self.schema["properties"].items()}

    @cached_property
    def cells(self) -> dict[str, Field]:
        """Give every field that a column may hold by itself, parts of a field such as ``budget.amount`` among them."""
        return {each.name: each for name in self.fields for each in self._parts(name)}

    @cached_property
    def own(self) -> list[Field]:
        """Give the fields of this kind only."""
        return [each for name, each in self.fields.items() if name not in HEADER]

    @property
    def title(self) -> str | None:
        """Give the field that people know a record by; None for a kind that has none of its own words."""
        return next((name for name in _TITLES if name in self.fields and self.fields[name].required), None)

    def at(self, column: str) -> Field | None:
        """Give the field that a column's name leads to, such as ``title``, ``lens.climate.effect``, ``texts.fr``."""
        if column in self.fields:
            return self.fields[column]
        found: Schema | None = self.schema
        for part in column.split("."):
            found = self._below(found, part) if found else None
        return self._field(column, found, False) if found else None

    def _below(self, schema: Schema, part: str) -> Schema | None:
        schema = self._resolved(schema)
        if schema.get("type") == "array":
            return schema.get("items") if part.isdecimal() else None
        if part in schema.get("properties", {}):
            return dict(schema["properties"][part])
        more = schema.get("additionalProperties")
        return more if isinstance(more, Mapping) else None

    def _parts(self, name: str) -> Iterator[Field]:
        found = self.at(name)
        if found is None:
            return
        yield found
        schema = self._schema_of(name)
        if found.shape is Shape.DOCUMENT and schema is not None:
            for part in schema.get("properties", {}):
                yield from self._parts(f"{name}.{part}")

    def _schema_of(self, column: str) -> Schema | None:
        found: Schema | None = self.schema
        for part in column.split("."):
            found = self._below(found, part) if found else None
        return self._resolved(found) if found else None

    def _resolved(self, schema: Schema) -> Schema:
        """Follow references, and give what a field holds when it is not null."""
        while True:
            if reference := schema.get("$ref"):
                schema = self.components[str(reference).rpartition("/")[2]]
            elif several := [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]:
                schema = several[0]
            else:
                return schema

    def _field(self, name: str, schema: Schema, required: bool) -> Field:
        inner = self._resolved(schema)
        sense = str(schema.get("description") or "").split("\n")[0]
        choices = tuple(str(each) for each in inner.get("enum", ()))
        example = "" if self._shape(inner) is Shape.DOCUMENT else self._example(inner)
        return Field(name, self._shape(inner), required, choices, example, sense)

    def _shape(self, schema: Schema) -> Shape:
        if _link(schema) is not None:
            return Shape.TEXT
        if schema.get("enum"):
            return Shape.COUNT if schema.get("type") == "integer" else Shape.CHOICE
        kind = schema.get("type")
        if kind == "array":
            part = self._shape(self._resolved(schema.get("items", {})))
            return Shape.LIST if part in (Shape.TEXT, Shape.CHOICE) else Shape.DOCUMENT
        if kind == "string":
            return Shape.DAY if schema.get("format") == "date" else Shape.TEXT
        plain = {"boolean": Shape.TRUTH, "integer": Shape.COUNT, "number": Shape.NUMBER}
        return plain.get(str(kind), Shape.DOCUMENT if kind == "object" else Shape.TEXT)

    def _example(self, schema: Schema) -> str:
        if schema.get("type") == "array":
            return self._example(self._resolved(schema.get("items", {})))
        if (link := _link(schema)) is not None:
            return link
        return str(schema["enum"][0]) if schema.get("enum") else ""


def _link(schema: Schema) -> str | None:
    """Give an example of a link's short form; None for what is no link."""
    parts = frozenset(schema.get("properties", ()))
    return _LINKS.get(parts - {"why"}) if "why" in parts else None


class Forms:
    """Every kind of record that a server keeps."""

    def __init__(self, document: Schema) -> None:
        """Read a server's OpenAPI document."""
        self._paths: Schema = document.get("paths", {})
        self._components: Schema = document.get("components", {}).get("schemas", {})
        self.known = {path: form for path in self._record_paths() if (form := self._form(path))}

    def form(self, said: str) -> Form:
        """Give the form of a kind, by its address (``actions``), its name (``action``) or close to it.

        Raises ``Unsettled`` naming the kinds there are, ``ServerTrouble`` where the server tells of none.
        """
        wanted = normalise(said)
        for form in self.known.values():
            if wanted in (normalise(form.path), normalise(form.kind)):
                return form
        if not self.known:
            raise ServerTrouble("the part of the server that keeps records does not answer; try again in a moment")
        listed = ", ".join(sorted(form.path for form in self.known.values()))
        raise Unsettled(f"there is no kind of record called {said!r}; this server has {listed}")

    def _record_paths(self) -> list[str]:
        bulk = [path.removesuffix("/import") for path in self._paths if path.endswith("/import")]
        return [path for path in bulk if path.startswith("/v1/") and "post" in self._paths.get(path, {})]

    def _form(self, path: str) -> Form | None:
        added = self._paths[path]["post"]
        content = added.get("requestBody", {}).get("content", {}).get("application/json", {})
        name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
        if name not in self._components:
            return None
        address = path.removeprefix("/v1/")
        kind = str(added.get("operationId", "")).partition("add_")[2] or address
        sense = str(added.get("description") or "").split("\n")[0]
        return Form(kind, address, sense, self._components[name], self._components)
