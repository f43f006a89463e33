"""What is wrong with one line of a bulk body, in a form that its sender can act on."""

from typing import Any

from pydantic import BaseModel, ValidationError

from shared.service import place


class Fault(BaseModel):
    """What is wrong with one field of one line, and what to do."""

    field: str | None = None
    code: str
    message: str
    expected: str | None = None


def faults_of(error: ValidationError) -> list[Fault]:
    """Turn pydantic's faults into ones that name the field and say what to do; the value itself is never told."""
    return [_fault(dict(each)) for each in error.errors(include_url=False)]


def _fault(each: dict[str, Any]) -> Fault:
    where = place(each)
    return Fault(
        field=where["pointer"].lstrip("/") or None,
        code=where["code"],
        message=where["message"],
        expected=each.get("ctx", {}).get("expected"),
    )
