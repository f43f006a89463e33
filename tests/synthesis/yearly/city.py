"""Synthetic: a city and its school in 2025, with homeless people, elders and youth; nobody said or did any of this."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.synthesis.chain import Chain
from tests.synthesis.yearly.records_kept import Shelf, components, one, rights, to

SAID = {
    "homeless": {"wellbeing": ["I01", "C01", "I01", "D03", "A03"], "illbeing": ["I01", "C05", "B01"]},
    "elders": {"wellbeing": ["A02", "D02", "A10", "I02"], "illbeing": ["A10", "G04", "C05"]},
    "youth": {"wellbeing": ["A07", "D03", "B04", "A05"], "illbeing": ["B04", "A06", "G04"]},
}
YEAR = 2025


@dataclass
class City:
    """The city, its school, its groups and its records by name."""

    region: UUID
    id: UUID
    school: UUID
    groups: dict[str, list[UUID]] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)


async def settle(chain: Chain, shelf: Shelf) -> City:
    """Make the city, and all that was said, decided, done and changed there."""
    region = await chain.territory("Hainaut (synthetic)")
    place = await chain.territory("Mons", kind="municipality", parent_id=region)
    school = await chain.territory("École du Parc", kind="school", parent_id=place)
    city = City(region, place, school)
    await _speak(chain, city)
    await shelf.platform(place, "Platform of Mons")
    await shelf.platform(school, "Platform of the school")
    await _decide(shelf, city)
    await _act(shelf, city)
    await _look(shelf, city)
    return city


async def _speak(chain: Chain, city: City) -> None:
    for profile, answers in SAID.items():
        for number in range(4):
            group = await chain.group(city.id, profile, 2024 if number < 2 else YEAR, n_participants=9)
            city.groups.setdefault(profile, []).append(group)
            for question, codes in answers.items():
                for place, code in enumerate(codes):
                    for nth in range(2 + (place == 0)):
                        text = f"{profile} {question} {code} {number} {place} {nth}"
                        body: dict[str, Any] = {"codes": [code], "visibility": "public", "consent": "open"}
                        await chain.say(city.region, group, text, question=question, **body)
    await chain.settle()


async def _keep(shelf: Shelf, city: City, name: str, kind: str, title: str, **body: Any) -> UUID:
    place, at = body.pop("place", city.id), body.pop("at", datetime(2025, 2, 1, tzinfo=UTC))
    released = body.pop("released", True)
    city.ids[name] = await shelf.keep(kind, place, title, {"title": title} | body, released=released, at=at)
    return city.ids[name]


async def _decide(shelf: Shelf, city: City) -> None:
    keep = lambda name, kind, title, **body: _keep(shelf, city, name, kind, title, **body)  # noqa: E731
    await keep("welfare", "stakeholder", "Public welfare centre", sector="public")
    await keep("tenants", "stakeholder", "Tenants' association", sector="citizen")
    await keep("buses", "stakeholder", "Bus company", sector="private", left_on="2025-06-30")
    await keep("unseen", "stakeholder", "Health insurance fund", sector="private", released=False)
    await keep(
        "meeting",
        "meeting",
        "Co-decision assembly",
        held_on="2025-03-12",
        kind_of="co-decision",
        decisions=[
            {
                "text": "The plan on homelessness begins with how people are received, and not with housing alone.",
                "why": "Homeless groups put recognition and respect first, before housing.",
            },
            {"text": "Every counter is looked at by a group that uses it, twice a year.", "why": None},
        ],
    )
    await keep(
        "respect",
        "commitment",
        "Nobody is looked through at a public counter",
        state="revised",
        text="Nobody is looked through at a public counter.",
        decided_on="2025-03-12",
        meeting=one(city.ids["meeting"]),
        owner=one(city.ids["welfare"]),
        next_step="Report to the council",
        next_step_on="2026-03-01",
        components=components("I01", "C01"),
        rights=rights("udhr/1948/1", "charter-agenda/2011/I"),
    )
    await keep(
        "heating",
        "commitment",
        "No one goes without heating",
        state="made",
        decided_on="2023-11-05",
        owner=one(city.ids["tenants"]),
        components=components("A03"),
        rights=rights("sdg/2015/7"),
    )
    await keep(
        "later",
        "commitment",
        "Something not decided yet",
        state="proposed",
        components=components("A06"),
    )
    await keep(
        "scenario",
        "scenario",
        "Reception first",
        chosen=True,
        meeting=one(city.ids["meeting"]),
        description="Begin with the counters, then housing.",
        components=components("I01"),
    )
    await keep(
        "voice",
        "collective-criterion",
        "To be received as somebody",
        text="Être reçu comme quelqu'un, sans devoir se justifier à chaque guichet",
        language="fr",
        level="group",
        group=one(city.groups["homeless"][0]),
        merges=to(*[UUID(int=number) for number in range(1, 8)]),
        components=components("I01"),
        approved_on="2025-02-20",
        state="approved",
    )
    await keep(
        "plan",
        "plan",
        "Plan against homelessness 2025–2027",
        state="under-way",
        starts_on="2025-04-01",
        ends_on="2027-12-31",
    )
    await keep(
        "term",
        "term",
        "Être considéré",
        term="Être considéré",
        language="fr",
        state="agreed",
        label_for_component=components("I01")[0],
        meeting=one(city.ids["meeting"]),
    )
    await keep(
        "term-en",
        "term",
        "Being looked at as somebody",
        term="Being looked at as somebody",
        language="en",
        state="agreed",
        label_for_component=components("I01")[0],
    )


async def _act(shelf: Shelf, city: City) -> None:
    keep = lambda name, kind, title, **body: _keep(shelf, city, name, kind, title, **body)  # noqa: E731
    ids, plan = city.ids, one(city.ids["plan"])
    await keep(
        "indicator",
        "indicator",
        "How we are received at counters",
        state="agreed",
        components=components("I01"),
        statements=[
            {"level": 2, "texts": {"en": "One is served last.", "fr": "On est servi en dernier."}},
            {"level": 4, "texts": {"en": "One is greeted and listened to.", "fr": "On est salué et écouté."}},
        ],
    )
    await keep("indicator-2", "indicator", "Getting around without a car", state="agreed", components=components("A10"))
    await keep(
        "indicator-3", "indicator", "Places where young people may be", state="agreed", components=components("B04")
    )
    await keep(
        "damp",
        "measure",
        "Damp homes",
        unit="% of homes",
        direction="illbeing",
        indicators=to(ids["indicator-2"]),
        components=components("A03"),
        baseline={"on": "2021-12-31", "value": 18.0},
        target={"on": "2028-12-31", "value": 8.0},
        series=[
            {"on": f"{year}-12-31", "value": value}
            for year, value in ((2021, 18.0), (2022, 17.2), (2023, 16.1), (2024, 15.4), (2025, 13.9), (2026, 12.0))
        ],
        notes="From 2023 on with the homes of the social housing company.",
        source_of="Housing survey",
    )
    await keep(
        "stops",
        "measure",
        "Bus stops served after eight in the evening",
        unit="stops",
        direction="wellbeing",
        components=components("A10"),
        baseline={"on": "2022-12-31", "value": 41.0},
        series=[
            {"on": "2022-12-31", "value": 41.0},
            {"on": "2024-12-31", "value": 38.0},
            {"on": "2025-12-31", "value": 33.0},
        ],
    )
    await keep(
        "training",
        "action",
        "Training at all counters, led by people who lived in the street",
        state="done",
        starts_on="2025-04-01",
        done_on="2025-09-30",
        due_on="2025-10-31",
        components=components("I01", "C05"),
        groups=to(city.groups["homeless"][0]),
        responsible=one(ids["welfare"]),
        plan=plan,
        commitments=to(ids["respect"]),
        indicators=to(ids["indicator"]),
        rights=rights("udhr/1948/1"),
        contributors=[
            {"stakeholder": one(ids["tenants"]), "brings": "a room and two evenings a week", "kind_of": "time"}
        ],
        budget={"reference": "84010/124-06", "amount": 9000.0, "currency": "EUR", "year": 2025},
        evidence=[{"title": "Programme", "url": None}],
    )
    await keep(
        "bus",
        "action",
        "An evening bus to the hospital",
        state="under-way",
        starts_on="2025-02-01",
        due_on="2025-06-30",
        components=components("A10", "A02"),
        groups=to(*city.groups["elders"][:2]),
        responsible=one(ids["buses"]),
        indicators=to(ids["indicator-2"]),
        measures=to(ids["stops"]),
        budget={"reference": "42200/331-01", "amount": 120_000.5, "currency": "EUR", "year": 2025},
    )
    await keep(
        "square",
        "action",
        "The square is open to young people in the evening",
        state="decided",
        starts_on="2025-09-01",
        due_on="2026-05-31",
        components=components("B04"),
        groups=to(city.groups["youth"][0]),
        responsible=one(ids["unseen"]),
        measures=to(ids["stops"]),
        indicators=to(ids["indicator-3"], ids["indicator-2"]),
        budget={"reference": "42200/331-01", "amount": 15_000.0, "currency": "EUR", "year": 2025},
    )
    await keep(
        "heat",
        "action",
        "Warm rooms in winter",
        state="done",
        starts_on="2025-01-10",
        done_on="2026-02-15",
        components=components("A03"),
        responsible=one(ids["tenants"]),
        commitments=to(ids["heating"]),
        rights=rights("sdg/2015/7"),
    )
    await keep("old", "action", "Finished long ago", state="done", starts_on="2022-01-01", done_on="2023-05-01")
    await keep("hidden", "action", "Not released yet", state="proposed", components=components("A06"), released=False)
    await keep(
        "garden",
        "action",
        "A garden kept by pupils and neighbours",
        state="under-way",
        place=city.school,
        starts_on="2025-03-01",
        components=components("B06", "D05"),
        budget={"reference": None, "amount": 800.0, "currency": "CHF", "year": 2025},
    )


async def _look(shelf: Shelf, city: City) -> None:
    keep = lambda name, kind, title, **body: _keep(shelf, city, name, kind, title, **body)  # noqa: E731
    homeless, ids = city.groups["homeless"], city.ids
    for moment, held_on, levels in (("before", "2025-03-20", (1, 2, 2, 1)), ("after", "2025-11-20", (3, 4, 3, 4))):
        await keep(
            f"evaluation-{moment}",
            "evaluation",
            f"Counters, {moment}",
            of=one(ids["training"]),
            kind_of="impact",
            moment=moment,
            held_on=held_on,
            groups=to(*homeless),
            judgements=[
                {
                    "group": one(group),
                    "action": None,
                    "component": components(code)[0],
                    "situation": level - (code == "C05" and level > 1),
                }
                for group, level in zip(homeless, levels, strict=True)
                for code in ("I01", "C05")
            ],
        )
    await keep(
        "improvement",
        "improvement",
        "Signs in easy language",
        text="Signs in easy language at every counter",
        evaluation=one(ids["evaluation-before"]),
        state="carried-out",
        owner=one(ids["welfare"]),
        decided_on="2025-04-02",
        due_on="2025-08-31",
        carried_out_on="2025-08-20",
    )
    await keep(
        "improvement-2",
        "improvement",
        "A waiting room",
        text="A waiting room where bags can be left",
        evaluation=one(ids["evaluation-before"]),
        state="decided",
        owner=one(ids["tenants"]),
        decided_on="2025-04-02",
        due_on="2025-10-01",
    )
    seen = {
        "indicator": {"present": {2024: (2, 2, 1, 2), 2025: (4, 3, 4, 4)}, "wished": {2025: (5, 5, 4, 5)}},
        "indicator-2": {"present": {2024: (3, 3, 3, 2), 2025: (2, 2, 3, 2)}, "wished": {2024: (4, 4, 4, 4)}},
    }
    for name, by_situation in seen.items():
        for situation_of, by_year in by_situation.items():
            for year, levels in by_year.items():
                for group, level in zip(
                    homeless if name == "indicator" else city.groups["elders"], levels, strict=True
                ):
                    await keep(
                        "observation",
                        "observation",
                        "",
                        indicator=one(ids[name]),
                        group=one(group),
                        level=level,
                        situation_of=situation_of,
                        observed_on=f"{year}-11-10",
                    )
    await shelf.keep(
        "population-note",
        city.id,
        "migrants",
        {"profile": {"profile": "migrants"}, "n_people": 4100, "share": 0.04, "year": 2024, "known_from": "Register"},
    )
