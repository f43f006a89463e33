"""From what groups said to what was decided, done, and judged by the same groups: a city, and a school in it.

All of it is synthetic; the effect is planted, so that the journey proves the method and not the world.
"""

import json
from datetime import UTC, datetime
from typing import Any

from tests.journeys.city import Door, withdraw
from tests.journeys.conftest import until

HOMELESS = {"I01": 6, "D00": 5, "C01": 4, "A03": 1}
OTHERS = {"A03": 6, "A02": 5, "B01": 4, "I01": 1}
"""How many notes of each group are of each component."""

RECOGNITION_AND_RELATIONS = {"I01", "D00", "C01"}

LENS = {name: {"effect": "none"} for name in ("future_generations", "non_human_life", "climate")}

STAGES = ("criterion", "component", "right", "commitment", "indicator", "budget-line", "action", "evaluation")

Record = dict[str, Any]


class Platform:
    """A platform that keeps records with its partner's key."""

    def __init__(self, door: Door, territory: str, id: str) -> None:
        self.door, self.territory, self.id = door, territory, id

    @classmethod
    async def open(cls, door: Door, territory: str) -> "Platform":
        body = {"territory_id": territory, "name": "Plateforme", "cycles": [{"number": 3, "started_on": "2025-01-01"}]}
        return cls(door, territory, (await door.ask("POST", "platforms", 201, json=body))["id"])

    async def keep(self, path: str, called: str, /, **fields: Any) -> Record:
        body = {"platform_id": self.id, "external_id": called, "why": "decided together", **fields}
        kept: Record = await self.door.ask("POST", path, 201, json=body)
        return kept

    async def change(self, path: str, record: Record, **fields: Any) -> Record:
        headers = {"If-Match": f'"{record["revision"]}"'}
        changed: Record = await self.door.ask("PATCH", f"{path}/{record['id']}", json=fields, headers=headers)
        return changed

    async def say(self, spoken: dict[str, tuple[str, dict[str, int]]]) -> dict[str, str]:
        """Let groups speak: by name their profile and how many notes of each component; gives their ids."""
        ids, lines = {}, []
        for name, (profile, notes) in spoken.items():
            group = {"platform_id": self.id, "label": name, "external_id": name, "profile": profile, "year": 2025,
                     "cycle": 3, "language": "fr", "n_participants": 9}  # fmt: skip
            ids[name] = (await self.door.ask("POST", "groups", 201, json=group))["id"]
            lines += [
                {"external_id": f"{name}-{code}-{n}", "group": name, "question": "wellbeing", "codes": [code],
                 "text": f"note {n} du groupe {name} sur {code}"}
                for code, times in notes.items() for n in range(times)
            ]  # fmt: skip
        receipt = await self.door.ask(
            "POST", "imports", 202, params={"territory": self.territory, "source": "field"},
            content="\n".join(json.dumps(line) for line in lines),
            headers={"Idempotency-Key": self.id, "Content-Type": "application/x-ndjson"},
        )  # fmt: skip
        assert receipt["counts"]["created"] == len(lines)
        await self.followed(receipt["finished_at"])
        return ids

    async def followed(self, since: str | None = None) -> None:
        """Wait until the synthesis has taken over what was kept until now, or until a moment."""
        since = since or datetime.now(UTC).isoformat()

        async def up_to_date() -> bool:
            return bool((await self.door.get("status", since=since))["up_to_date"])

        await until(up_to_date)

    async def said(self, name: str) -> str:
        """Give the id of a criterion."""
        found = await self.door.get("criteria", source="field", external_id=name)
        return str(found["items"][0]["id"])

    async def chain(self, start: str, direction: str, door: Door | None = None) -> tuple[dict[str, Record], Record]:
        """Follow a chain; gives its nodes by id, and all of it, having looked that no link hangs in the air."""
        told = await (door or self.door).get(
            "chain", **{"from": start, "direction": direction, "territory": self.territory}
        )
        nodes = {node["id"]: node for node in told["nodes"]}
        for link in told["links"]:
            assert {link["source"], link["target"]} <= nodes.keys(), link
        return nodes, told


async def the_story_of_mons(admin: Door, country: str = "BE") -> None:
    """Homeless people name recognition and relations, not housing; the city rewrites its plan, and they judge it."""
    place = {"kind": "municipality", "name": "Mons (synthétique)", "country": country}
    mons = (await admin.ask("POST", "territories", 201, json=place))["id"]
    key = await admin.ask("POST", "keys", 201, json={"owner": "Mons story", "role": "partner", "roots": [mons]})
    city = await Platform.open(Door(admin.client, key["key"]), mons)
    spoken = {f"h{n}": ("homeless", HOMELESS) for n in range(6)} | {f"o{n}": ("elders", OTHERS) for n in range(6)}
    groups = await city.say(spoken)
    homeless = [groups[f"h{n}"] for n in range(6)]

    await _what_they_say_most(city)
    await _what_they_say_more(city)
    criterion = await city.said("h0-I01-0")
    records = await _decide_and_do(city, homeless, criterion)
    await _judged_by_the_same(city, records, homeless)
    await _forward_and_back(city, records, criterion)
    await _for_the_public(city, records, homeless, criterion)
    await _reports(city)
    await _taken_back(city, records, criterion)
    await _in_a_school(city)


async def _what_they_say_most(city: Platform) -> None:
    [profile] = [
        each
        for each in (await city.door.get("profile", under=city.territory, profile="homeless"))["questions"]
        if each["question"] == "wellbeing"
    ]
    ranked = [each["code"] for each in profile["codes"] if len(each["code"]) == 3 and each["n_criteria"]]
    assert set(ranked[:3]) == RECOGNITION_AND_RELATIONS
    assert ranked[-1] == "A03"


async def _what_they_say_more(city: Platform) -> None:
    told = await city.door.get("contrast", by="profile", value="homeless", under=city.territory, limit=200)
    stands = {(each["code"], each["direction"]) for each in told["differences"] if each["stands"]}
    assert {("I01", "more"), ("D00", "more"), ("C01", "more"), ("A03", "less")} <= stands


async def _decide_and_do(city: Platform, homeless: list[str], criterion: str) -> dict[str, Record]:
    hall = await city.keep("stakeholders", "hall", name="Ville", sector="public", released=True)
    relay = await city.keep("stakeholders", "relay", name="Relais", sector="citizen", contact="relais@example.org")
    before = await city.keep(
        "commitments", "beds", title="Plus de lits", text="Vingt lits de plus.", rights=["udhr/25"],
        components=["A03"], state="made", decided_on="2025-01-10",
    )  # fmt: skip
    before = await city.change("commitments", before, state="revised", why="the synthesis showed what was left out")
    meeting = await city.keep(
        "meetings", "decides", title="Décider", held_on="2025-11-20", kind_of="co-decision", groups=homeless,
        decisions=[{"text": "La reconnaissance d'abord."}],
    )  # fmt: skip
    commitment = await city.keep(
        "commitments", "seen", title="Personne n'est invisible", text="Une adresse et des lieux.", state="made",
        rights=[{"framework": "udhr", "item": "1", "why": "dignity"}], components=["I01", "C01"],
        criteria=[{"id": criterion, "why": "said in every group"}], owner=hall["id"], meeting=meeting["id"],
        replaces=before["id"], released=True,
    )  # fmt: skip
    indicator = await city.keep(
        "indicators", "greeted", title="On me dit bonjour", components=["I01"], commitments=["seen"], state="agreed",
        meeting="decides", statements=[{"level": 1, "texts": {"fr": "On change de trottoir"}}], released=True,
    )  # fmt: skip
    action = await city.keep(
        "actions", "place", title="Un lieu de jour", state="under-way", components=["I01", "D00"],
        criteria=[criterion], groups=homeless, rights=["udhr/1"], commitments=["seen"], indicators=["greeted"],
        responsible=relay["id"], budget={"reference": "8241/332", "amount": 48000, "currency": "EUR", "year": 2026},
        due_on="2020-01-01", lens=LENS, released=True,
    )  # fmt: skip
    overdue = await city.door.get("actions", platform_id=city.id, overdue="true")
    assert [each["id"] for each in overdue["items"]] == [action["id"]]
    assert (await city.door.get("actions", platform_id=city.id, orphaned="true"))["items"] == []
    history = await city.door.get(f"commitments/{before['id']}/history")
    assert [change["field"] for change in history[0]["changes"]] == ["state"]
    assert history[0]["why"] == "the synthesis showed what was left out"
    return {"commitment": commitment, "indicator": indicator, "action": action}


async def _judged_by_the_same(city: Platform, records: dict[str, Record], homeless: list[str]) -> None:
    action = records["action"]["id"]
    for moment, day, situation in (("before", "2025-12-01", 1), ("after", "2026-10-01", 3)):
        judgements = [{"group": group, "component": "I01", "situation": situation} for group in homeless]
        records[moment] = await city.keep(
            "evaluations", moment, title=moment, of={"id": action, "kind": "action"}, moment=moment, held_on=day,
            groups=homeless, judgements=judgements, released=True,
        )  # fmt: skip
        for group in homeless:
            await city.keep(
                "observations", f"{moment}-{group}", indicator="greeted", group=group, level=situation,
                observed_on=day, actions=[action],
            )  # fmt: skip
    await city.keep(
        "improvements", "sundays", evaluation="after", text="Ouvrir le dimanche.", owner="relay", due_on="2026-12-01",
        actions=["place"],
    )  # fmt: skip
    matrix = await city.door.get("evaluations/matrix", action=action)
    assert "I01" in json.dumps(matrix)
    await city.followed()


async def _forward_and_back(city: Platform, records: dict[str, Record], criterion: str) -> None:
    nodes, told = await city.chain(f"criterion/{criterion}", "forward")
    kinds = {node["kind"] for node in nodes.values()}
    assert {
        "criterion",
        "component",
        "right",
        "commitment",
        "indicator",
        "budget-line",
        "action",
        "evaluation",
    } <= kinds
    made = [link for link in told["links"] if link["made"] == "people"]
    assert made
    assert all(link.get("by") and link.get("at") for link in made)
    assert {"dignity", "said in every group"} <= {link.get("why") for link in told["links"]}
    after = nodes[f"evaluation/{records['after']['id']}"]
    assert after["by_same_groups"]["groups"] == "all"
    back, _ = await city.chain(f"evaluation/{records['after']['id']}", "back")
    assert f"criterion/{criterion}" in back
    assert {"right/udhr/1948/1", f"commitment/{records['commitment']['id']}"} <= back.keys()


async def _for_the_public(city: Platform, records: dict[str, Record], homeless: list[str], criterion: str) -> None:
    public = Door(city.door.client, "")
    nodes, told = await city.chain("right/udhr/1", "both", public)
    assert f"commitment/{records['commitment']['id']}" in nodes
    whole = json.dumps(told)
    assert not [group for group in homeless if group in whole]
    assert criterion not in whole
    assert "relais@example.org" not in json.dumps(await public.get("stakeholders", under=city.territory))
    assert (await public.get("observations", under=city.territory))["items"] == []


async def _reports(city: Platform) -> None:
    year = await city.door.get(f"yearly-reports/{city.territory}/2026", format="json")
    assert "Un lieu de jour" in json.dumps(year, ensure_ascii=False)
    coverage = await city.door.get("coverage", territory=city.territory)
    heard = {each["profile"] for each in coverage["kinds"] if each["n_groups"]}
    assert heard == {"homeless", "elders"}
    rights = await city.door.get("rights/reading", territory=city.territory, framework="udhr")
    assert "14" in json.dumps(rights)
    public = Door(city.door.client, "")
    page = await public.client.get(f"/v1/summaries/{city.territory}")
    assert page.status_code == 200, page.text
    assert "Un lieu de jour" in page.text
    assert "relais@example.org" not in page.text


async def _taken_back(city: Platform, records: dict[str, Record], criterion: str) -> None:
    """What is withdrawn is told as a tombstone wherever something points to it; no link hangs in the air."""
    await withdraw(city.door, criterion)
    current = await city.door.get(f"commitments/{records['commitment']['id']}")
    await city.door.ask(
        "DELETE", f"commitments/{current['id']}", 204, params={"why": "replaced by a law"},
        headers={"If-Match": f'"{current["revision"]}"'},
    )  # fmt: skip

    async def told() -> bool:
        nodes, _ = await city.chain(f"action/{records['action']['id']}", "back")
        there = [nodes.get(f"criterion/{criterion}", {}), nodes.get(f"commitment/{current['id']}", {})]
        return all(node.get("withdrawn") and not node.get("title") for node in there)

    await until(told, 20)


async def _in_a_school(city: Platform) -> None:
    """A collective actor does the same with its own kinds of people."""
    place = {"kind": "school", "name": "École du Centre", "parent_id": city.territory}
    here = (await city.door.ask("POST", "territories", 201, json=place))["id"]
    school = await Platform.open(city.door, here)
    notes = {"school-pupils": {"D05": 6, "A05": 2}, "teachers": {"B07": 6, "A05": 2}, "staff": {"C01": 6, "B07": 2}}
    spoken = {f"{profile}-{n}": (profile, said) for profile, said in notes.items() for n in range(4)}
    groups = await school.say(spoken)
    for profile in notes:
        await school.keep("categories", profile, name=profile, profile=profile, groups=[groups[f"{profile}-0"]])
    told = await school.door.get("contrast", by="profile", value="school-pupils", against="teachers", under=here)
    assert told["differences"][0]["code"] in ("D05", "B07", "D", "B")
    criterion = await school.said("school-pupils-0-D05-0")
    await school.keep("commitments", "c", title="Une école où l'on se parle", text="Du temps pour se parler.",
                      rights=["udhr/26"], components=["D05"], state="made", decided_on="2026-01-10")  # fmt: skip
    await school.keep("indicators", "i", title="On me parle", components=["D05"], commitments=["c"])
    action = await school.keep(
        "actions", "a", title="Une heure ensemble", components=["D05"], criteria=[criterion], commitments=["c"],
        indicators=["i"], groups=[groups["school-pupils-0"]], budget={"amount": 300, "currency": "EUR"},
        state="decided", lens=LENS,
    )  # fmt: skip
    await school.keep(
        "evaluations", "e", title="Après", of={"id": action["id"], "kind": "action"}, moment="after",
        held_on="2026-06-20", groups=[groups["school-pupils-0"]],
        judgements=[{"group": groups["school-pupils-0"], "component": "D05", "situation": 4}],
    )  # fmt: skip
    await school.followed()
    nodes, _ = await school.chain(f"criterion/{criterion}", "forward")
    assert set(STAGES) - {node["kind"] for node in nodes.values()} == set()
    evaluation = next(node for node in nodes.values() if node["kind"] == "evaluation")
    back, _ = await school.chain(evaluation["id"], "back")
    assert f"criterion/{criterion}" in back
    progress = await school.door.get(f"platforms/{school.id}/progress")
    assert "3" in json.dumps(progress)
