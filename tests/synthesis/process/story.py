"""Synthetic: homeless people of a city ask for respect; the city revises a commitment, acts, and asks them again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet

RESPECT = ("component", "provisional-2026/I01")
EQUALITY = ("right", "udhr/1948/1")


@dataclass
class Story:
    """The city and what happened there."""

    city: UUID
    homeless: UUID
    elders: UUID
    said: list[dict[str, Any]]
    ids: dict[str, UUID]

    def node(self, kind: str, name: str = "") -> str:
        """The name of a record in the chain."""
        return f"{kind}/{self.ids[name or kind]}"

    def criterion(self, number: int = 0) -> str:
        """The name of a criterion in the chain."""
        return f"criterion/{self.said[number]['id']}"


async def tell(chain: Chain, cabinet: Cabinet, released: bool = True) -> Story:
    """Let it happen: what was said is kept by the criteria service, what was done about it in the cabinet."""
    city = await chain.territory("Mons", kind="municipality")
    homeless = await chain.group(city, "homeless", n_participants=9)
    elders = await chain.group(city, "elders", n_participants=8)
    opened = {"visibility": "public", "consent": "open", "codes": ["I01"]}
    said = [await chain.say(city, homeless, f"qu'on me regarde {number}", **opened) for number in range(3)]
    said.append(await chain.say(city, elders, "qu'on me dise bonjour", codes=["I01"]))
    await chain.settle()
    ids: dict[str, UUID] = {}

    async def put(kind: str, title: str, body: dict[str, Any] | None = None, **links: Any) -> None:
        ids[kind] = await cabinet.put(
            kind, city, title, body, links=links, released=released, why=f"because of {title}"
        )

    await put("commitment", "Nobody is looked through", {"state": "revised"}, rights=EQUALITY, components=RESPECT)
    commitment = ("commitment", ids["commitment"])
    await put("indicator", "How we are looked at", {"state": "agreed"}, components=RESPECT, commitments=commitment)
    await put("measure", "Staff trained", indicators=("indicator", ids["indicator"]))
    await put(
        "action",
        "Training at the counters",
        {"state": "done", "done_on": "2026-03-01", "budget": {"reference": "84-12", "amount": 9000, "currency": "EUR"}},
        criteria=[("criterion", said[0]["id"])],
        groups=("group", homeless),
        commitments=commitment,
        indicators=("indicator", ids["indicator"]),
        measures=("measure", ids["measure"]),
    )
    after = {"held_on": "2026-06-01", "moment": "after"}
    await put("evaluation", "Half a year on", after, of=("action", ids["action"]), groups=("group", homeless))
    await put("improvement", "Also at the library", evaluation=("evaluation", ids["evaluation"]))
    return Story(city, homeless, elders, said, ids)
