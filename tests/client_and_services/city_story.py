"""A city's whole chain, pushed with the client: homeless people ask for respect, and are asked again."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from spiral_client import Client

from tests.synthesis.chain import Chain


@dataclass
class CityStory:
    """The city, its platform, and the ids of what was pushed, by external id."""

    city: UUID
    platform: str
    group: UUID
    said: list[dict[str, Any]]
    ids: dict[str, str] = field(default_factory=dict)

    def criterion(self, number: int = 0) -> str:
        """The name of a criterion in the chain."""
        return f"criterion/{self.said[number]['id']}"


async def begin(chain: Chain) -> CityStory:
    """Let a group of homeless people and one of elders say what they need."""
    city = await chain.territory("Mons", kind="municipality")
    homeless = await chain.group(city, "homeless", n_participants=9)
    elders = await chain.group(city, "elders", n_participants=8)
    opened = {"visibility": "public", "consent": "open", "codes": ["I01"]}
    said = [await chain.say(city, homeless, f"qu'on me regarde {number}", **opened) for number in range(3)]
    said.append(await chain.say(city, elders, "qu'on me dise bonjour", codes=["I01"]))
    platform = await chain.made("territories", "platforms", territory_id=city, name="Mons, platform of all")
    await chain.settle()
    return CityStory(city, platform["id"], homeless, said)


async def act(chain: Chain, client: Client, story: CityStory) -> None:
    """Push what the city did about it, kind by kind, and let the synthesis follow."""
    await asyncio.to_thread(_push, client, story)
    await chain.settle()


def _push(client: Client, story: CityStory) -> None:
    for kind, record in _records(story):
        external_id = record["external_id"]
        result = client.records(kind).push([record], platform=story.platform, why=f"because of {external_id}")
        assert result.all_kept, result.problems
        story.ids[external_id] = str(result.outcomes[0].id)


def _records(story: CityStory) -> list[tuple[str, dict[str, Any]]]:
    shared: dict[str, Any] = {"released": True, "components": ["I01"]}
    answers = {name: {"effect": "none"} for name in ("future_generations", "non_human_life", "climate")}
    asked = {"criteria": [story.said[0]["id"]], "groups": [str(story.group)]}
    judged = {"group": str(story.group), "component": "I01", "situation": 4}
    stakeholder = {"external_id": "cpas", "name": "Social services of Mons", "sector": "public", "released": True}
    commitment = {"title": "Nobody is looked through", "text": "At every counter.", "rights": ["udhr/1"],
                  "owner": "cpas", "state": "made", "decided_on": "2026-01-15"}  # fmt: skip
    meeting = {"external_id": "m1", "title": "Assembly", "held_on": "2026-01-15", "released": True}
    indicator = {"title": "How we are looked at", "commitments": ["c1"]}
    budget = {"reference": "84-12", "amount": 9000, "currency": "EUR", "year": 2026}
    asked_for = [{"external_id": "c1", "why": "the assembly asked for it"}]
    action = {
        "title": "Training at the counters",
        "state": "done",
        "starts_on": "2026-02-01",
        "done_on": "2026-03-01",
        "responsible": "cpas",
        "commitments": asked_for,
        "indicators": ["i1"],
        "budget": budget,
        "lens": answers,
    }
    evaluation = {
        "external_id": "e1",
        "title": "Half a year on",
        "of": "a1",
        "moment": "after",
        "held_on": "2026-06-01",
        "groups": [str(story.group)],
        "judgements": [{**judged, "action": "a1"}],
        "released": True,
    }
    improvement = {"external_id": "p1", "evaluation": "e1", "text": "Also at the library", "owner": "cpas",
                   "decided_on": "2026-06-02", "due_on": "2026-12-31", "released": True}  # fmt: skip
    return [
        ("stakeholders", stakeholder),
        ("meetings", meeting),
        ("commitments", {"external_id": "c1", "meeting": "m1", **commitment, **shared}),
        ("indicators", {"external_id": "i1", **indicator, **shared}),
        ("actions", {"external_id": "a1", **action, **asked, **shared}),
        ("evaluations", evaluation),
        ("improvements", improvement),
    ]
