"""The steps of a human-rights city: a way, and no score."""

import httpx
import pytest

from services.territories.process.commitments.kinds import KINDS
from services.territories.process.commitments.steps import steps
from services.territories.process.records.links import RightLink

MARKS = {"score", "rank", "level", "points", "grade", "rating", "stars", "percent"}


def test_every_step_is_told_in_six_languages_and_stands_once() -> None:
    names = [step.id for step in steps().steps]
    assert len(set(names)) == len(names) >= 11
    assert all(set(step.titles) == {"en", "fr", "pt", "it", "es", "de"} for step in steps().steps)


def test_every_item_that_a_step_names_is_in_its_framework() -> None:
    for step in steps().steps:
        for item in step.items:
            assert RightLink.model_validate(item).key() == item
        assert step.items or step.basis == "own"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_gives_a_city_a_mark(kind: object) -> None:
    fields = set(kind.body.model_fields)  # type: ignore[attr-defined]
    assert not {field for field in fields if MARKS & set(field.split("_"))}


async def test_everybody_reads_the_steps(territories: httpx.AsyncClient, public: dict[str, str]) -> None:
    answer = await territories.get("/v1/human-rights-city/steps", headers=public)
    assert answer.json() == steps().model_dump(mode="json")
    again = await territories.get(
        "/v1/human-rights-city/steps", headers=public | {"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
