"""Groups and territories are followed from the service that keeps them."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from services.criteria.app import create_app
from services.criteria.places import find_groups
from shared.database import service_dsn
from tests.criteria.makers import City, at_once, criterion, fresh


async def _new_group(places: Any, external_id: str, **more: Any) -> Any:
    return await places.make(
        "groups", platform_id=places.platform, external_id=external_id, label="Un groupe", profile="other:new",
        year=2026, source="field", **more,
    )  # fmt: skip


@pytest.fixture
def asked(criteria_app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the service has looked for news while a request waited."""
    calls: list[int] = []
    receiver = criteria_app.state.receiver
    follow = receiver.follow

    async def counting() -> object:
        calls.append(1)
        return await follow()

    monkeypatch.setattr(receiver, "follow", counting)
    return calls


async def test_a_group_made_a_moment_ago_is_found(city: City, places: Any, asked: list[int]) -> None:
    name = fresh("group")
    await _new_group(places, name, language="nl")
    done = await city.pushed([criterion("a", group=name), criterion("b", group=name), criterion("c")])
    assert (done["counts"], len(asked)) == ({"created": 3}, 1)
    assert (await city.kept())["a"]["language"] == "nl"
    await city.pushed([criterion("a", group=name)])
    assert len(asked) == 1
    another = fresh("group")
    await _new_group(places, another)
    assert (await city.one(group=another))["group_id"]
    assert len(asked) == 2


async def test_a_group_that_nobody_knows_is_looked_for_once(city: City, asked: list[int]) -> None:
    done = await city.pushed([criterion(), *(criterion(group="nobody") for _ in range(50))])
    assert (done["counts"], len(asked)) == ({"created": 1, "rejected": 50}, 1)


async def test_a_territory_made_a_moment_ago_may_be_pushed_to(city: City, places: Any, speaking: Any) -> None:
    village = await places.make("territories", kind="village", name="Obourg", parent_id=places.region)
    platform = await places.make("platforms", territory_id=village, name="Place")
    await places.make("groups", platform_id=platform, external_id="all", label="Tous", profile="elders", year=2026)
    for at, city in enumerate(
        City(city.client, village, speaking("partner", [root], "village")) for root in (village, places.region)
    ):
        assert (await city.pushed([criterion(str(at), group="all")]))["counts"] == {"created": 1}


async def test_a_group_is_named_by_its_id_or_its_external_id_below_the_territory(city: City, places: Any) -> None:
    guid = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"
    group = await _new_group(places, guid)
    for number, name in enumerate((str(group), str(group).upper(), guid, f" {guid} ")):
        done = await city.pushed([criterion(str(number), group=name)])
        assert done["counts"] == {"created": 1}, name
    assert {record["group_id"] for record in (await city.kept()).values()} == {str(group)}
    of_school = (await city.pushed([criterion("p", group="pupils")]))["counts"]
    assert of_school == {"created": 1}
    for elsewhere in (str(places.elders_of_liege), "no such", "g\x00", "%", "'"):
        refused = await city.push([criterion(group=elsewhere)])
        assert refused.status_code == 422
        assert {error["pointer"] for error in refused.json()["errors"]} == {"/group"}


async def test_a_name_that_two_groups_share_names_neither(city: City, places: Any, speaking: Any) -> None:
    of_region = City(city.client, places.region, speaking("partner", [places.region], "wallonie"))
    response = await of_region.push([criterion(group="elders")])
    assert response.json()["errors"][0]["code"] == "group-unknown"
    assert (await of_region.pushed([criterion(group=str(places.elders_of_liege))]))["counts"] == {"created": 1}


async def test_a_group_that_is_withdrawn_takes_no_more_and_its_criteria_stay(
    city: City, places: Any, criteria_app: FastAPI
) -> None:
    name = fresh("group")
    group = await _new_group(places, name)
    await city.pushed([criterion("before", group=name)])
    gone = await places.client.delete(f"/v1/groups/{group}", headers=places.headers | {"If-Match": "*"})
    assert gone.status_code == 204, gone.text
    await criteria_app.state.follower.catch_up()
    assert (await city.push([criterion("after", group=name)])).status_code == 422
    assert set(await city.kept()) == {"before"}


async def test_a_territory_that_moves_takes_its_groups_along(
    city: City, places: Any, criteria_app: FastAPI, pool: Any
) -> None:
    here = await places.make("territories", kind="neighbourhood", name="Jemappes", parent_id=places.mons)
    platform = await places.make("platforms", territory_id=here, name="Place")
    await places.make("groups", platform_id=platform, external_id="moving", label="x", profile="elders", year=2026)
    assert (await city.pushed([criterion(group="moving")]))["counts"] == {"created": 1}
    moved = await places.client.patch(
        f"/v1/territories/{here}", json={"parent_id": str(places.liege)}, headers=places.headers | {"If-Match": "*"}
    )
    assert moved.status_code == 200, moved.text
    await criteria_app.state.follower.catch_up()
    found = await find_groups(pool, places.mons, {"moving"}), await find_groups(pool, places.liege, {"moving"})
    assert (found[0]["moving"], found[1]["moving"] is not None) == (None, True)


async def test_a_feed_that_begins_anew_is_followed_from_its_start(city: City, criteria_app: FastAPI, pool: Any) -> None:
    before = (
        await pool.fetch("select * from known_group order by id"),
        await pool.fetch("select * from known_territory order by id"),
    )
    await pool.execute("update feed_cursor set cursor = 'anotherlife.1.1'")
    await criteria_app.state.follower.catch_up()
    after = (
        await pool.fetch("select * from known_group order by id"),
        await pool.fetch("select * from known_territory order by id"),
    )
    assert before == after


async def _dead(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("peer", [_dead, "http://127.0.0.1:9"], ids=["ill", "absent"])
async def test_with_territories_down_known_groups_are_pushed_and_read(
    city: City, criteria_database: str, criteria_settings: Any, running: Any, peer: Any
) -> None:
    dsn = service_dsn("criteria", criteria_settings, criteria_database)
    client: httpx.AsyncClient = await running(create_app(criteria_settings, dsn, {"territories": peer}), "criteria")
    alone = City(client, city.territory, city.headers)
    done = await alone.pushed([criterion("known"), criterion("unknown", group="nobody")])
    assert done["counts"] == {"created": 1, "rejected": 1}
    assert (await alone.one(external_id="single"))["revision"] == 1
    assert set(await alone.kept()) == {"known", "single"}
    assert (await alone.get("/v1/criteria", params={"under": str(city.territory)})).status_code == 200


async def test_many_who_wait_for_news_at_once_do_not_wait_for_one_another(city: City) -> None:
    def ask() -> Any:
        body = criterion(group="nobody") | {"territory_id": str(city.territory), "source": city.source}
        return city.client.post("/v1/criteria", json=body, headers=city.headers)

    answers = await at_once(*(ask() for _ in range(30)))  # three times the connections there are
    assert {answer.status_code for answer in answers} == {422}
