"""What periods, sources, resources and complaint bodies can say by themselves."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.territories.process.monitoring.schemas import ComplaintBody, DataSource, ReportingPeriod, Resource

BODY: dict[str, Any] = {"name": "Ombudsperson", "independent": True, "how_to_reach": "Rua 5, mornings"}


def codes(body: type[Any], said: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        body.model_validate(said)
    return [fault["type"] for fault in refused.value.errors()]


def test_only_yearly_numbers_are_kept_of_complaints() -> None:
    reports = [{"year": 2025, "received": 12, "resolved": 12}, {"year": 2024, "received": 9}]
    kept = ComplaintBody.model_validate(BODY | {"reports": reports})
    assert [(report.year, report.received, report.resolved) for report in kept.reports] == [
        (2024, 9, None),
        (2025, 12, 12),
    ]


def test_no_more_complaints_are_resolved_than_were_received() -> None:
    assert codes(ComplaintBody, BODY | {"reports": [{"year": 2025, "received": 3, "resolved": 4}]}) == [
        "resolved-too-many"
    ]


def test_each_year_stands_once() -> None:
    reports = [{"year": 2025, "received": 3}, {"year": 2025, "received": 4}]
    assert codes(ComplaintBody, BODY | {"reports": reports}) == ["year-twice"]


@pytest.mark.parametrize("field", ["complaint", "text", "complainant", "case"])
def test_there_is_no_place_for_a_complaint(field: str) -> None:
    said = "They took my house"
    assert codes(ComplaintBody, BODY | {field: said}) == ["extra_forbidden"]
    assert codes(ComplaintBody, BODY | {"reports": [{"year": 2025, "received": 3, field: said}]}) == ["extra_forbidden"]


def test_a_body_says_whether_it_is_independent_and_how_it_is_reached() -> None:
    assert codes(ComplaintBody, {"name": "Ombudsperson"}) == ["missing", "missing"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (ReportingPeriod, {"title": "2026", "starts_on": "2026-12-31", "ends_on": "2026-01-01"}),
        (
            Resource,
            {"title": "Hall", "kind_of": "material", "available_from": "2026-12-31", "available_to": "2026-01-01"},
        ),
    ],
)
def test_nothing_ends_before_it_begins(body: type[Any], said: dict[str, Any]) -> None:
    assert codes(body, said) == ["dates-order"]


def test_a_source_has_quality_notes() -> None:
    notes = [{"text": "People without an address are missing", "noted_on": "2026-01-05"}]
    source = DataSource.model_validate({"title": "Register", "quality_notes": notes, "update_every": "year"})
    assert source.quality_notes[0].text == "People without an address are missing"
    assert codes(DataSource, {"title": "Register", "update_every": "fortnight"}) == ["enum"]
