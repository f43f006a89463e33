"""The life of a key: given, used, followed, ended; and everything that is not quite a key."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.gateway.store import note_use
from services.gateway.token import make_token, read_token
from tests.gateway.conftest import GiveKey, OpenGateway, bearer


async def test_an_administrator_gives_a_partner_a_key_that_works(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    root = str(uuid4())
    asked = {"owner": "City of Mons", "role": "partner", "roots": [root]}
    answer = await gateway.post("/v1/keys", json=asked, headers=bearer(await give_key("admin")))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"] == f"/v1/keys/{made['id']}"
    assert answer.headers["cache-control"] == "private, no-store"
    assert made["key"].startswith(f"spc_live_{made['id']}_")

    me = (await gateway.get("/v1/keys/me", headers={"Authorization": f"Bearer {made['key']}"})).json()
    assert (me["id"], me["role"], me["roots"], me["owner"]) == (made["id"], "partner", [root], "City of Mons")
    assert me["quota"]["limit"] == 1200
    assert me["quota"]["remaining"] == 1199
    assert (await gateway.get("/v1/keys/me", headers={"X-API-Key": made["key"]})).status_code == 200
    shown = await gateway.get(f"/v1/keys/{made['id']}", headers={"X-API-Key": made["key"]})
    assert shown.json()["state"] == "live"
    assert "key" not in shown.json()


async def test_only_the_digest_is_kept(connection: Any, give_key: GiveKey) -> None:
    made = await give_key()
    row = await connection.fetchrow("select * from api_key where id = $1", made.id)
    secret = made.key.split("_")[3]
    assert secret not in str(dict(row))
    assert len(row["digest"]) == 32


@pytest.mark.parametrize(
    ("giver", "role", "status"),
    [
        ("admin", "admin", 201),
        ("admin", "staff", 201),
        ("staff", "partner", 201),
        ("staff", "app", 201),
        ("staff", "staff", 403),
        ("staff", "admin", 403),
        ("app", "app", 403),
        ("partner", "app", 403),
    ],
)
async def test_who_may_give_which_key(
    gateway: httpx.AsyncClient, give_key: GiveKey, giver: str, role: str, status: int
) -> None:
    roots = {"roots": [str(uuid4())]}
    holder = await give_key(giver, **(roots if giver == "partner" else {}))
    asked = {"owner": "somebody", "role": role} | (roots if role == "partner" else {})
    answer = await gateway.post("/v1/keys", json=asked, headers=bearer(holder))
    assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "partner"},
        {"role": "app", "roots": [str(uuid4())]},
        {"role": "service"},
        {"role": "public"},
        {"role": "app", "valid_days": 367},
        {"role": "app", "valid_days": 0},
        {"role": "app", "valid_days": True},
        {"role": "app", "digest": "x"},
        {"role": "app", "owner": "a\x00b"},
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(
    gateway: httpx.AsyncClient, give_key: GiveKey, wrong: dict[str, Any]
) -> None:
    answer = await gateway.post("/v1/keys", json={"owner": "x"} | wrong, headers=bearer(await give_key("admin")))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_without_a_key_there_is_nothing_to_see_of_keys(gateway: httpx.AsyncClient) -> None:
    for method, path in [("GET", "/v1/keys"), ("POST", "/v1/keys"), ("GET", "/v1/keys/me")]:
        answer = await gateway.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "identity-missing")


async def test_unknown_wrong_and_broken_keys_are_answered_alike(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    good = (await give_key()).key
    body, _, check = good.rpartition("_")
    other = make_token().text
    _, _, id, _, _ = good.split("_")
    wrong_secret = next(t for t in iter(lambda: _with_id(id), None) if read_token(t) and t != good)
    bodies = set()
    for wrong in [
        other,  # well-formed, unknown
        wrong_secret,  # known id, other secret, right check
        good[:-1],
        good[:30],
        f"{body}_{'0' * len(check)}",
        good.swapcase(),
        good + " x",
        "x" * 5000,
        "",
    ]:
        answer = await gateway.get("/v1/trends", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        problem = answer.json()
        assert problem.pop("trace_id") == answer.headers["trace-id"]
        bodies.add(str(problem))
    assert len(bodies) == 1
    assert "key-invalid" in bodies.pop()
    for strange in ["Basic eDp5", good, "Bearer"]:
        answer = await gateway.get("/v1/trends", headers={"Authorization": strange})
        assert answer.json()["code"] == "key-invalid"


def _with_id(id: str) -> str:
    from services.gateway import token

    body = f"spc_live_{id}_{'a' * token.SECRET_LENGTH}"
    return f"{body}_{token._check(body)}"


def test_a_typing_error_or_a_cut_is_noticed_without_the_database() -> None:
    good = make_token().text
    assert read_token(good) is not None
    for place in range(9, len(good)):
        other = "a" if good[place] != "a" else "b"
        assert read_token(good[:place] + other + good[place + 1 :]) is None
        assert read_token(good[:place]) is None
    assert "secret" not in repr(make_token())
    assert make_token().text.split("_")[3] not in repr(make_token())


async def test_a_revoked_key_is_refused_within_five_seconds_everywhere(
    open_gateway: OpenGateway, give_key: GiveKey
) -> None:
    key, admin = await give_key(), await give_key("admin")
    async with open_gateway() as one, open_gateway(key_seconds=0.5) as other:
        for gateway in (one, other):
            assert (await gateway.get("/v1/trends", headers=bearer(key))).status_code == 200
        gone = await one.delete(f"/v1/keys/{key.id}", headers=bearer(admin))
        assert gone.status_code == 204
        assert (await one.get("/v1/trends", headers=bearer(key))).status_code == 401
        # The other process had it in mind.
        await asyncio.sleep(0.6)
        assert (await other.get("/v1/trends", headers=bearer(key))).json()["code"] == "key-invalid"
        shown = (await one.get(f"/v1/keys/{key.id}", headers=bearer(admin))).json()
        assert shown["state"] == "revoked"
        again = await one.post(f"/v1/keys/{key.id}/rotate", headers=bearer(admin))
        assert (again.status_code, again.json()["code"]) == (409, "key-ended")


async def test_an_expired_key_is_refused(gateway: httpx.AsyncClient, give_key: GiveKey, connection: Any) -> None:
    key = await give_key()
    await connection.execute(
        "update api_key set created_at = now() - interval '9 days', expires_at = now() - interval '1 second'"
        " where id = $1",
        key.id,
    )
    answer = await gateway.get("/v1/trends", headers=bearer(key))
    assert (answer.status_code, answer.json()["code"]) == (401, "key-expired")


async def test_a_key_and_its_successor_both_work_until_the_old_one_ends(
    gateway: httpx.AsyncClient, give_key: GiveKey, connection: Any
) -> None:
    root = str(uuid4())
    old = await give_key("partner", roots=[root])
    answer = await gateway.post(f"/v1/keys/{old.id}/rotate", headers=bearer(old))
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert (new["replaces"], new["holder"], new["roots"], new["role"]) == (old.id, old.id, [root], "partner")
    left = await connection.fetchval("select expires_at - now() from api_key where id = $1", old.id)
    assert 6.9 < left.total_seconds() / 86400 < 7.1
    follower = {"Authorization": f"Bearer {new['key']}"}
    for headers in (bearer(old), follower):
        echoed = (await gateway.get("/v1/criteria", headers=headers)).json()
        assert echoed["service"] == "criteria"
    # One holder has one quota, however many keys.
    me = (await gateway.get("/v1/keys/me", headers=follower)).json()
    assert me["quota"]["remaining"] == 1200 - 4

    # A key that leaked may have been followed by one that a thief holds.
    gone = await gateway.delete(f"/v1/keys/{old.id}?successors=true", headers=follower)
    assert gone.status_code == 204
    for headers in (bearer(old), follower):
        assert (await gateway.get("/v1/criteria", headers=headers)).status_code == 401


async def test_at_once_rotated_twice_makes_two_successors_and_no_error(
    gateway: httpx.AsyncClient, give_key: GiveKey
) -> None:
    key = await give_key("app", valid_days=3)
    path = f"/v1/keys/{key.id}/rotate"
    answers = await asyncio.gather(
        *(gateway.post(path, json={"overlap_days": 1, "valid_days": 30}, headers=bearer(key)) for _ in range(4))
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    wrong = await gateway.post(path, json={"overlap_days": 31}, headers=bearer(key))
    assert wrong.status_code == 422


async def test_holders_see_their_own_keys_only(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    mine, other, staff = await give_key(), await give_key(), await give_key("staff")
    assert (await gateway.get(f"/v1/keys/{mine.id}", headers=bearer(mine))).status_code == 200
    assert (await gateway.get(f"/v1/keys/{other.id}", headers=bearer(mine))).status_code == 404
    assert (await gateway.delete(f"/v1/keys/{other.id}", headers=bearer(mine))).status_code == 404
    assert (await gateway.get("/v1/keys", headers=bearer(mine))).status_code == 403
    admin = await give_key("admin")
    assert (await gateway.get(f"/v1/keys/{admin.id}", headers=bearer(staff))).status_code == 200
    assert (await gateway.delete(f"/v1/keys/{admin.id}", headers=bearer(staff))).status_code == 403
    assert (await gateway.get("/v1/keys/%00%00%00%00%00%00%00%00", headers=bearer(staff))).status_code == 422


async def test_the_list_of_keys_is_walked_by_key(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    staff = await give_key("staff")
    made = [(await give_key()).id for _ in range(5)]
    seen: list[str] = []
    path: str | None = "/v1/keys?limit=3"
    while path:
        answer = await gateway.get(path, headers=bearer(staff))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert all("key" not in item and "digest" not in item for item in page["items"])
        seen += [item["id"] for item in page["items"]]
        path = page["next"]
        assert (path is not None) == ("link" in answer.headers)
    assert len(seen) == len(set(seen))
    assert [id for id in seen if id in made] == made
    assert (await gateway.get("/v1/keys?after=nonsense", headers=bearer(staff))).status_code == 400


async def test_use_is_noted_to_the_hour(open_gateway: OpenGateway, give_key: GiveKey, connection: Any) -> None:
    key = await give_key()
    async with open_gateway() as gateway:
        await gateway.get("/v1/trends", headers=bearer(key))
        assert await connection.fetchval("select last_used_at from api_key where id = $1", key.id) is None
    noted = await connection.fetchval("select last_used_at from api_key where id = $1", key.id)
    assert (noted.minute, noted.second, noted.microsecond) == (0, 0, 0)
    await note_use(connection, [key.id])


async def test_the_first_key_is_made_without_the_web(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    first = await give_key("admin")
    assert first.made_by == "installation"
    assert (await gateway.get("/v1/keys/me", headers=bearer(first))).json()["role"] == "admin"


async def test_without_a_database_keys_wait_and_the_public_reads_on(open_gateway: OpenGateway) -> None:
    nowhere = "postgresql://nobody:x@127.0.0.1:1/none"
    async with open_gateway(dsn=nowhere) as gateway:
        assert (await gateway.get("/v1/trends")).status_code == 200
        answer = await gateway.get("/v1/trends", headers={"X-API-Key": make_token().text})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert (await gateway.get("/health/live")).status_code == 200
        assert (await gateway.get("/health/ready")).status_code == 503
