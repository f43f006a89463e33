"""Records as rows of a table: cells to values and back, so that what is exported can be imported again.

A list stands in one cell, its parts between semicolons; what a cell cannot say so stands in it as JSON. Texts by
language may also have columns of their own, such as ``statements.fr``.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from shared.rows.csv_records import Columns
from shared.strict_json import MalformedJson, loads

from .bodies import Body
from .forms import HEADER
from .kinds import Kind
from .links import Link

_YES = {"true", "yes", "1", "x", "vrai", "oui", "verdadeiro", "sim", "vero", "sì", "si", "verdadero", "sí"}
_YES |= {"wahr", "ja"}
_NO = {"false", "no", "0", "faux", "non", "falso", "não", "nao", "falsch", "nein"}
"""As spreadsheets write truth in these languages, and as people do."""

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")


class Shape(StrEnum):
    """How a field stands in a cell."""

    TEXT = "text"
    LINK = "link"
    """As text, or as JSON where it says more."""
    TRUTH = "truth"
    NUMBER = "number"
    LIST = "list"
    WHOLE = "whole"
    """As JSON."""
    BY_NAME = "by name"
    """As JSON, or a column for each name."""


@cache
def shapes_of(body: type[Body]) -> dict[str, Shape]:
    """Give how each field of a body stands in a cell."""
    return {name: _shape(info.annotation) for name, info in body.model_fields.items()}


def _shape(annotation: Any) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _shape(next(each for each in arguments if each is not type(None)))
    if hasattr(annotation, "__metadata__"):
        return _shape(arguments[0])
    if origin is dict:
        return Shape.BY_NAME
    if origin is list:
        part = _shape(arguments[0])
        return Shape.LIST if part in (Shape.TEXT, Shape.LINK) else Shape.WHOLE
    if annotation is bool:
        return Shape.TRUTH
    if annotation in (int, float):
        return Shape.NUMBER
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return Shape.LINK if issubclass(annotation, Link) else Shape.WHOLE
    return Shape.TEXT


def columns_of(kind: Kind) -> Columns:
    """Give the columns that a table of a kind may have."""
    shapes = shapes_of(kind.body)
    by_name = tuple(name for name, shape in shapes.items() if shape is Shape.BY_NAME)
    known = (*sorted(HEADER), *shapes)

    def is_known(column: str) -> bool:
        return column in known or column.partition(".")[0] in by_name

    return Columns(("external_id",), (*known, *(f"{name}.<language>" for name in by_name)), is_known)


def from_cells(kind: Kind, cells: Mapping[str, str]) -> dict[str, Any]:
    """Give the values that a row's cells stand for; what cannot be read stays text, for the form to refuse."""
    shapes: dict[str, Shape] = {"released": Shape.TRUTH, **shapes_of(kind.body)}
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        name, _, part = column.partition(".")
        if part and isinstance(named := values.setdefault(name, {}), dict):
            named[part] = cell
        elif not part:
            values[name] = _value(shapes.get(name, Shape.TEXT), cell)
    return values


def _value(shape: Shape, cell: str) -> Any:
    if shape is Shape.TEXT:
        return cell
    if shape is Shape.TRUTH:
        return True if cell.lower() in _YES else False if cell.lower() in _NO else cell
    if shape is Shape.NUMBER:
        return _number(cell)
    if shape is Shape.LIST and not cell.startswith("["):
        return [part.strip() for part in cell.split(";") if part.strip()]
    if cell[:1] in ("[", "{") and cell[-1:] in ("]", "}"):
        try:
            return loads(cell.encode())
        except (MalformedJson, UnicodeEncodeError):
            return cell
    return cell


def _number(cell: str) -> int | float | str:
    plain = "".join(cell.split())
    if _THOUSANDS.fullmatch(plain):
        return cell  # 12,500 is twelve and a half to some and twelve thousand to others
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return int(plain) if plain.lstrip("+-").isdecimal() else float(plain)
    except ValueError:
        return cell


def to_cells(kind: Kind, values: Mapping[str, Any]) -> dict[str, str]:
    """Give a record's values as cells."""
    linked = {field.path[0] for field in kind.links if len(field.path) == 1}
    return {name: _cell(value, name in linked) for name, value in values.items()}


def _cell(value: Any, linked: bool) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if linked and (short := _short(value if isinstance(value, list) else [value])) is not None:
        return short
    if isinstance(value, list) and all(isinstance(each, str) and ";" not in each for each in value):
        joined = ";".join(value)
        return json.dumps(value, ensure_ascii=False) if joined.startswith("[") else joined
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


_SHORT = ("id", "profile", "codebook", "code", "framework", "version", "item")
"""What the short form of a link says, in the order it says it."""


def _short(links: list[dict[str, Any]]) -> str | None:
    """Give links in their short form, or None if that would lose something."""
    if any(set(link) - set(_SHORT) for link in links):
        return None
    texts = ["/".join(str(link[name]) for name in _SHORT if name in link) for link in links]
    return None if any(";" in text for text in texts) else ";".join(texts)
