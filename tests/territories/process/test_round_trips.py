"""Records with parts and links inside them: what is exported can be imported again, and nothing changes."""

from typing import Any
from uuid import uuid4

import pytest

from tests.territories.process.actions.test_lens import ANSWERED
from tests.territories.process.makers import City

DAY = "2025-03-01"


async def rich(city: City) -> None:
    """One record of each kind that has parts, with as much in it as it takes."""
    group = await city.group("elders")
    owner = await city.record("stakeholders", name="Town hall", sector="public")
    home = await city.record(
        "indicators", title="Home; dry, \"safe\"", components=["A03"], criteria=[str(uuid4())],
        statements=[{"level": 1, "texts": {"en": "Damp", "fr": "Humide"}}],
    )  # fmt: skip
    damp = await city.record(
        "measures", title="Damp", unit="%", direction="illbeing", indicators=[home["id"]],
        baseline={"on": DAY, "value": 3}, series=[{"on": DAY, "value": 2.5, "note": "counted"}],
    )  # fmt: skip
    plan = await city.record("plans", title="Plan", axes=[{"title": "Homes", "components": ["A03"]}])
    action = await city.record(
        "actions", title="Warm homes", plan=plan["id"], state="decided", lens=ANSWERED, groups=[group],
        rights=[{"framework": "udhr", "item": "25", "why": "It names the home"}],
        targets=[{"of": home["id"], "aim": 4}, {"of": damp["id"], "aim": 1.5, "by": "2027-01-01"}],
        contributors=[{"stakeholder": owner["id"], "brings": "Time", "kind_of": "time"}],
        budget={"amount": 12.5, "currency": "EUR"}, evidence=[{"title": "Minutes", "url": "https://praia.example"}],
    )  # fmt: skip
    await city.record(
        "observations", indicator=home["id"], group=group, level=2, observed_on=DAY, actions=[action["id"]]
    )
    judged = {"group": group, "component": "A03", "situation": 2, "effect": "better", "note": "a little"}
    await city.record("evaluations", title="A look", of=action["id"], moment="after", held_on=DAY, judgements=[judged])
    merges = [str(uuid4()), {"id": str(uuid4()), "why": "the same"}]
    await city.record("collective-criteria", text="X", language="en", level="group", group=group, merges=merges)
    await city.record("commitments", title="X", text="Y", rights=["udhr/25"], owner=owner["id"])
    await city.record("label-steps", step="office", title="Office", evidence=[{"title": "Photo"}])
    row: dict[str, Any] = {"component": "D06", "right": "udhr/29", "strength": "weak", "author": "X", "dated_on": DAY}
    await city.record("crosswalk", **row)


@pytest.mark.parametrize(("format", "media"), [("csv", "text/csv"), ("ndjson", "application/x-ndjson")])
async def test_what_is_exported_can_be_imported_again_and_nothing_changes(city: City, format: str, media: str) -> None:
    await rich(city)
    paths = ("indicators", "measures", "plans", "actions", "observations", "evaluations", "collective-criteria",
             "commitments", "label-steps", "crosswalk")  # fmt: skip
    for path in paths:
        params = {"platform_id": city.platform, "format": format}
        body = (await city.client.get(f"/v1/{path}/export", params=params, headers=city.headers)).text
        headers = city.headers | {"Content-Type": media}
        answer = await city.client.post(f"/v1/{path}/import", content=body.encode(), headers=headers)
        assert answer.status_code == 200, (path, answer.text)
        assert [each["outcome"] for each in answer.json()["items"]] == ["unchanged"], (path, body, answer.text)
