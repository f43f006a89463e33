"""What a stakeholder, a task and a meeting can say by themselves."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from services.territories.process.stakeholders.contacts import is_contact
from services.territories.process.stakeholders.schemas import Mandate, Stakeholder, Task


def codes(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [fault["type"] for fault in error.value.errors()]


@pytest.mark.parametrize(
    "contact",
    [
        "accueil@mairie.example",
        "+238 260 00 00",
        "(0032) 65/40.51.11",
        "https://ville.example/contact?service=social",
        "HTTP://ville.example",
    ],
)
def test_a_role_is_reached_by_mail_telephone_or_page(contact: str) -> None:
    assert is_contact(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "Maria Silva",
        "Maria Silva maria@example.org",
        "maria@example",
        "112",
        "+",
        "1" * 16,
        "ftp://x.example",
        "12 rue",
    ],
)
def test_a_name_or_anything_else_is_no_contact(contact: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Stakeholder.model_validate({"name": "Town hall", "sector": "public", "contact": contact})
    assert codes(refused) == ["contact"]


@pytest.mark.parametrize("field", ["person", "first_name", "birth_date", "email"])
def test_there_is_no_place_for_a_person(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Stakeholder.model_validate({"name": "Town hall", "sector": "public", field: "Maria"})
    assert codes(refused) == ["extra_forbidden"]


def test_an_association_of_residents_has_a_representative_role() -> None:
    said: dict[str, Any] = {"name": "ACRP", "sector": "citizen", "kind_of": "resident-association"}
    with pytest.raises(ValidationError) as refused:
        Stakeholder.model_validate(said)
    assert codes(refused) == ["representative-missing"]
    assert Stakeholder.model_validate(said | {"representative": "spokesperson"}).representative == "spokesperson"


@pytest.mark.parametrize("sector", ["public", "private"])
def test_an_association_of_residents_is_of_the_citizen_sector(sector: str) -> None:
    said = {"name": "ACRP", "sector": sector, "kind_of": "resident-association", "representative": "chair"}
    with pytest.raises(ValidationError) as refused:
        Stakeholder.model_validate(said)
    assert codes(refused) == ["sector"]


def test_a_sector_is_public_private_or_citizen() -> None:
    with pytest.raises(ValidationError) as refused:
        Stakeholder.model_validate({"name": "Nobody", "sector": "military"})
    assert codes(refused) == ["enum"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (Stakeholder, {"name": "X", "sector": "public", "joined_on": "2026-02-01", "left_on": "2026-01-31"}),
        (Mandate, {"title": "X", "stakeholder": "x", "starts_on": "2026-02-01", "ends_on": "2026-01-31"}),
        (Task, {"title": "X", "starts_on": "2026-02-01", "due_on": "2026-01-31"}),
    ],
)
def test_nothing_ends_before_it_begins(body: type[Any], said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        body.model_validate(said)
    assert codes(refused) == ["dates-order"]


def test_one_day_is_long_enough() -> None:
    said = {"title": "X", "stakeholder": str(uuid4()), "starts_on": "2026-02-01", "ends_on": "2026-02-01"}
    mandate = Mandate.model_validate(said)
    assert mandate.starts_on == mandate.ends_on


@pytest.mark.parametrize(("field", "value"), [("phase", 0), ("phase", 9), ("cycle", 4), ("cycle", -1)])
def test_there_are_eight_phases_and_cycles_from_0_to_3(field: str, value: int) -> None:
    with pytest.raises(ValidationError):
        Task.model_validate({"title": "X", field: value})
