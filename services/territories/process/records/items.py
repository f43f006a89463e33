"""One of many records as it was sent: its header, and what it says of the kind's own fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.rows.faults import Fault, faults_of

from .bodies import Body
from .forms import HEADER, Header, forms_of
from .kinds import Kind

_NO_NAME = Fault(field="external_id", code="missing", message="say what it is called on its platform")


@dataclass(frozen=True)
class Item:
    """A record as it was sent, or some fields of one that is kept."""

    header: Header
    given: Mapping[str, Any]
    """The kind's own fields as they came, not checked: what they mean depends on what is kept under this name."""


def read_item(kind: Kind, values: Mapping[str, Any]) -> Item | list[Fault]:
    """Read where a record belongs and what it is called, or give all that is wrong with its fields."""
    try:
        header = Header.model_validate({name: value for name, value in values.items() if name in HEADER})
    except ValidationError:
        return _faults(kind, values)
    if header.external_id is None:
        return _faults(kind, values)
    return Item(header, {name: value for name, value in values.items() if name not in HEADER})


def _faults(kind: Kind, values: Mapping[str, Any]) -> list[Fault]:
    # Nobody can tell which record it corrects: its fields are read one by one, and none is missed.
    try:
        forms_of(kind).item.model_validate(values)
    except ValidationError as error:
        return faults_of(error)
    return [_NO_NAME]


def merged(body: type[Body], kept: Mapping[str, Any], given: Mapping[str, Any]) -> Body:
    """Give what a record says once it is corrected; what is not given stays, and None empties.

    Raises ``ValidationError``; a field that must be there and is nowhere is missing.
    """
    said = {**kept, **given}
    fields = body.model_fields
    return body.model_validate({name: value for name, value in said.items() if value is not None or name not in fields})
