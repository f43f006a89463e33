"""Findings that others published, with small synthetic data: a planted pattern shows the method and not the world.

The table of all ten is docs/reference/published-cases.md.
"""

from typing import Any
from uuid import UUID

import pytest

from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain

Notes = dict[str, int]
"""How many criteria of each component a group gives."""


async def read(chain: Chain, path: str, under: UUID, **params: Any) -> dict[str, Any]:
    answer = await chain.ask("synthesis", "GET", f"/v1/{path}", "staff", params={"under": str(under)} | params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ranking(chain: Chain, under: UUID, question: str, **params: Any) -> list[dict[str, Any]]:
    """What is named in answer to a question, named most first; what nobody names is at the end."""
    found = await read(chain, "profile", under, question=question, **params)
    [answers] = found["questions"]
    codes: list[dict[str, Any]] = answers["codes"]
    return codes


async def give(
    chain: Chain, place: UUID, group: UUID, notes: Notes, question: str = "wellbeing", **more: Any
) -> list[dict[str, Any]]:
    """Let a group say something of each component, so many times; all words are its own."""
    return [
        await chain.say(
            place, group, f"{chain.fresh(code)} {question}", question=question, codes=[code], consent="network", **more
        )
        for code, n in notes.items()
        for _ in range(n)
    ]


HOMELESS = {"C01": 4, "D03": 3, "I01": 3, "A03": 1}
OTHERS = {"A03": 4, "A02": 3, "A06": 3, "I01": 1}
RECOGNITION_AND_RELATIONS = {"C01", "D03", "I01"}


@pytest.fixture(scope="module")
async def mons(chain: Chain) -> UUID:
    """Homeless people speak of recognition and relations and little of housing, and all others the other way round."""
    mons = await chain.territory("Mons (synthetic)", kind="municipality")
    for profile, notes in (("homeless", HOMELESS), ("elders", OTHERS), ("youth", OTHERS)):
        for _ in range(6):
            await give(chain, mons, await chain.group(mons, profile, n_participants=9), notes, visibility="public")
    await chain.settle()
    return mons


async def test_case_one_homeless_people_rank_recognition_above_housing(chain: Chain, mons: UUID) -> None:
    """The claim is a ranking inside the group, with counts."""
    named = [each for each in await ranking(chain, mons, "wellbeing", profile="homeless") if each["n_criteria"]]
    assert {each["code"] for each in named[:3]} == RECOGNITION_AND_RELATIONS
    assert [(each["code"], each["rank"], each["n_criteria"], each["n_groups"]) for each in named] == [
        ("C01", 1, 24, 6), ("D03", 2, 18, 6), ("I01", 2, 18, 6), ("A03", 4, 6, 6),
    ]  # fmt: skip
    everybody = await ranking(chain, mons, "wellbeing")
    assert everybody[0]["code"] == "A03"  # in all of Mons together housing leads, and hides what homeless people say


async def test_case_one_a_contrast_shows_it_too_with_words_and_does_not_replace_the_ranking(
    chain: Chain, mons: UUID
) -> None:
    found = await read(chain, "contrast", mons, value="homeless", question="wellbeing", limit=500)
    cells = {each["code"]: each for each in found["differences"] if each["question"]}
    for code in RECOGNITION_AND_RELATIONS:
        assert (cells[code]["direction"], cells[code]["stands"]) == ("more", True)
        assert cells[code]["words"]
    assert (cells["A03"]["direction"], cells["A03"]["stands"], cells["A03"]["rank"]) == ("less", True, 4)
    # Said much less than by others, and still said: only the two together tell it as it was told in Mons.
    assert cells["A03"]["n_criteria"] == 6


ISLANDS = {"Maio": ("Barreiro", "Figueira", "Morro"), "Fogo": ("Miguel Gonçalves",)}
VILLAGES = {
    name: {"A01": 2 + at, "B02": at} for at, name in enumerate(name for each in ISLANDS.values() for name in each)
}


class Archipelago:
    """Islands with councils, and communities below them, whose platforms look to the council's."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.places: dict[str, UUID] = {}
        self.platforms: dict[str, str] = {}
        self.groups: dict[str, list[UUID]] = {}

    async def settle(self) -> "Archipelago":
        self.places["Cabo Verde"] = await self.chain.territory("Cabo Verde (synthetic)", country="CV")
        for island, communities in ISLANDS.items():
            await self._found(island, "Cabo Verde", None)
            for community in communities:
                await self._found(community, island, island)
                await self._speak(community)
            await self._gather(island, communities)
        await self.chain.settle()
        return self

    async def _found(self, name: str, inside: str, referent: str | None) -> None:
        kind = "village" if referent else "municipality"
        place = await self.chain.territory(name, kind=kind, parent_id=self.places[inside])
        fields = {"referent_id": self.platforms[referent]} if referent else {}
        made = await self.chain.made("territories", "platforms", territory_id=place, name=name, **fields)
        self.places[name], self.platforms[name] = place, made["id"]

    async def group(self, name: str, profile: str, **more: Any) -> UUID:
        fields = {"label": profile, "external_id": self.chain.fresh(profile), "profile": profile, "year": 2025}
        body = fields | {"platform_id": self.platforms[name], "n_participants": 9} | more
        made = UUID((await self.chain.made("territories", "groups", **body))["id"])
        self.groups.setdefault(name, []).append(made)
        return made

    async def _speak(self, name: str) -> None:
        for profile in ("women", "youth"):
            await give(self.chain, self.places[name], await self.group(name, profile), VILLAGES[name])

    async def _gather(self, island: str, communities: tuple[str, ...]) -> None:
        """Let members of the communities' groups meet in the council and take up what these said."""
        below = [str(group) for community in communities for group in self.groups[community]]
        mixed = await self.group(island, "mixed", mixed=True, takes_up=below)
        for community in communities:
            await give(self.chain, self.places[island], mixed, VILLAGES[community], taken_up_from=[community])


@pytest.fixture(scope="module")
async def cape_verde(chain: Chain) -> Archipelago:
    return await Archipelago(chain).settle()


Row = tuple[int, int, int]


async def figures(chain: Chain, under: UUID, by: str) -> tuple[dict[Any, Row], Row]:
    """Criteria, groups and participants by an axis, and of all together."""
    found = await read(chain, "trends", under, by=by)
    rows = {row[by]: (row["n_criteria"], row["n_groups"], row["n_participants"]) for row in found["rows"]}
    return rows, (found["n_criteria"], found["n_groups"], found["n_participants"])


async def test_case_six_an_island_is_the_sum_of_its_communities(chain: Chain, cape_verde: Archipelago) -> None:
    """Each group belongs to one community, so criteria, groups and participants add up over places."""
    for island, communities in ISLANDS.items():
        rows, whole = await figures(chain, cape_verde.places[island], "territory")
        assert set(rows) == {str(cape_verde.places[name]) for name in communities}
        assert whole == tuple(sum(column) for column in zip(*rows.values(), strict=True))
        for name in communities:
            _, alone = await figures(chain, cape_verde.places[name], "territory")
            assert alone == rows[str(cape_verde.places[name])] == (2 * sum(VILLAGES[name].values()), 2, 18)
    country = (await figures(chain, cape_verde.places["Cabo Verde"], "territory"))[1]
    assert country == (2 * sum(sum(notes.values()) for notes in VILLAGES.values()), 8, 72)


async def test_case_six_a_group_that_names_two_components_is_one_group(chain: Chain, cape_verde: Archipelago) -> None:
    rows, whole = await figures(chain, cape_verde.places["Maio"], "component")
    assert rows == {"A01": (18, 6, 54), "B02": (6, 4, 36)}
    assert whole == (24, 6, 54)  # and not the 10 groups and 90 people that adding up the rows would give


async def test_case_six_what_a_council_takes_up_is_counted_in_the_communities(
    chain: Chain, cape_verde: Archipelago
) -> None:
    council = cape_verde.platforms["Maio"]
    kept = (await chain.ask("territories", "GET", "/v1/platforms", params={"referent_id": council})).json()["items"]
    assert {each["name"] for each in kept} == set(ISLANDS["Maio"])
    answer = await chain.ask("synthesis", "GET", f"/v1/platforms/{council}/said", "staff")
    total = answer.json()["total"]
    assert (total["n_said"], total["n_taken_up"]) == (0, 12)
    heard = await chain.ask(
        "synthesis", "GET", "/v1/coverage", "staff", params={"territory": str(cape_verde.places["Maio"])}
    )
    assert (heard.json()["n_groups"], heard.json()["n_participants"], heard.json()["n_criteria"]) == (6, 54, 24)


WELL = {"F01": 4, "B06": 3, "D00": 3, "A06": 1}
ILL = {"B01": 4, "F01": 2, "G04": 1}
N_GIRONDE = 10


@pytest.fixture(scope="module")
async def gironde(chain: Chain) -> UUID:
    """Health leads what makes well, nature and human relations follow; health is a matter of ill-being too."""
    gironde = await chain.territory("Gironde (synthetic)", country="FR")
    for _ in range(N_GIRONDE):
        group = await chain.group(gironde, "elders", n_participants=9)
        await give(chain, gironde, group, WELL)
        await give(chain, gironde, group, ILL, "illbeing")
    await chain.settle()
    return gironde


async def test_case_eight_what_makes_well_and_what_makes_ill_are_kept_apart(chain: Chain, gironde: UUID) -> None:
    found = await read(chain, "profile", gironde)
    answers = {each["question"]: each for each in found["questions"]}
    assert set(answers) == {"wellbeing", "illbeing"}
    named = {
        question: [each["code"] for each in told["codes"] if each["n_criteria"]] for question, told in answers.items()
    }
    assert named == {"wellbeing": ["F01", "B06", "D00", "A06"], "illbeing": ["B01", "F01", "G04"]}
    assert [answers[question]["n_criteria"] for question in ("wellbeing", "illbeing")] == [110, 70]
    # A share is of the answers to its own question.
    health = {
        question: next(each for each in told["codes"] if each["code"] == "F01") for question, told in answers.items()
    }
    assert health["wellbeing"]["share"]["value"] == pytest.approx(4 / 11, abs=1e-6)
    assert health["illbeing"]["share"]["value"] == pytest.approx(2 / 7, abs=1e-6)


async def test_case_eight_health_leads_well_being_and_is_named_for_ill_being_too(chain: Chain, gironde: UUID) -> None:
    """A component on both sides stands on both, with a rank on each; one on one side only is told as such."""
    sides = {question: await ranking(chain, gironde, question) for question in ("wellbeing", "illbeing")}
    ranks = {question: {each["code"]: each["rank"] for each in codes} for question, codes in sides.items()}
    assert (ranks["wellbeing"]["F01"], ranks["illbeing"]["F01"]) == (1, 2)
    assert (ranks["wellbeing"]["B06"], ranks["illbeing"]["B06"]) == (2, None)
    assert (ranks["wellbeing"]["B01"], ranks["illbeing"]["B01"]) == (None, 1)
    found = await read(chain, "contrast", gironde, by="question", value="illbeing", against="wellbeing", limit=500)
    cells = {each["code"]: each for each in found["differences"]}
    assert (cells["B01"]["direction"], cells["B01"]["stands"]) == ("more", True)
    assert (cells["B06"]["direction"], cells["B06"]["stands"]) == ("less", True)
    health = cells["F01"]
    assert (health["n_criteria"], health["n_criteria_rest"], health["direction"]) == (20, 40, "less")
    assert (health["n_groups_naming"], health["n_groups_rest_naming"]) == (10, 10)


async def test_case_ten_what_nobody_names_is_listed_by_name(chain: Chain, gironde: UUID) -> None:
    codes = await ranking(chain, gironde, "wellbeing")
    assert {each["code"] for each in codes} == set(default_codebook().entries)
    never = {each["code"] for each in codes if not each["n_criteria"]}
    assert never == set(default_codebook().entries) - WELL.keys()
    silent = [each for each in codes if each["code"] in never]
    assert codes[-len(silent) :] == silent
    # Nobody named it here, which is not never: how often it might be named has an upper end.
    assert all((each["rank"], each["n_groups"]) == (None, 0) and each["share"]["high"] > 0 for each in silent)
    assert all(each["label"] for each in silent)


async def test_case_ten_what_one_group_alone_names_is_listed_as_hardly_named(chain: Chain) -> None:
    town = await chain.territory("Town (synthetic)", kind="municipality")
    for notes in (OTHERS, OTHERS, OTHERS, OTHERS | {"D06": 2}):
        await give(chain, town, await chain.group(town, "youth", n_participants=9), notes)
    await chain.settle()
    found = await read(chain, "profile", town, question="wellbeing")
    [answers] = found["questions"]
    assert answers["hardly"] == ["D06"]
    animals = next(each for each in answers["codes"] if each["code"] == "D06")
    assert (animals["n_criteria"], animals["n_groups"]) == (2, 1)


async def test_case_ten_dimensions_that_nobody_names_are_listed_too(chain: Chain, gironde: UUID) -> None:
    codes = await ranking(chain, gironde, "illbeing", of="dimension")
    assert [each["code"] for each in codes if not each["n_criteria"]] == ["A", "C", "D", "E", "H", "I"]
