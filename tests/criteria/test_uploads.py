"""Uploads go on where they were cut."""

import gzip
import hashlib
from typing import Any

import httpx
import pytest

from tests.criteria.makers import City, at_once, criteria_of, criterion, fresh, ndjson


async def begin(city: City, key: str | None = None, **more: str) -> httpx.Response:
    params = {"territory": str(city.territory), "source": city.source} | more
    headers = city.headers | {"Idempotency-Key": key or fresh()}
    return await city.client.post("/v1/uploads", params=params, headers=headers)


async def send(city: City, upload: str, offset: int | str, part: bytes, **headers: str) -> httpx.Response:
    headers = city.headers | {"Upload-Offset": str(offset)} | headers
    return await city.client.patch(f"/v1/uploads/{upload}", content=part, headers=headers)


async def finish(city: City, upload: str, n_bytes: int) -> httpx.Response:
    return await city.client.post(f"/v1/uploads/{upload}/finish", json={"bytes": n_bytes}, headers=city.headers)


async def test_parts_are_committed_one_by_one_and_make_one_import(city: City) -> None:
    begun = await begin(city)
    upload = begun.json()["id"]
    assert (begun.status_code, begun.headers["location"]) == (201, f"/v1/uploads/{upload}")
    assert (begun.headers["upload-offset"], begun.json()["offset"]) == ("0", 0)
    first, second = ndjson([*criteria_of(3), b"bad"]), b"\n" + ndjson(criteria_of(2))
    answer = await send(city, upload, 0, first)
    assert answer.status_code == 200, answer.text
    assert answer.json()["receipt"] == {
        "sha256": hashlib.sha256(first).hexdigest(), "bytes": len(first), "records": 4,
    }  # fmt: skip
    assert answer.headers["upload-offset"] == str(len(first))
    assert len(await city.kept()) == 3
    offset = (await send(city, upload, len(first), second)).json()["offset"]
    assert offset == len(first) + len(second)
    done = (await finish(city, upload, offset)).json()
    assert (done["state"], done["counts"]) == ("done", {"created": 5, "rejected": 1})
    outcomes = await city.outcomes(upload)
    assert [outcome["line"] for outcome in outcomes] == [1, 2, 3, 4, 6, 7]
    assert (await finish(city, upload, offset)).json()["state"] == "done"


async def test_the_offset_is_asked_for_and_told(city: City) -> None:
    upload = (await begin(city)).json()["id"]
    part = ndjson(criteria_of(2))
    await send(city, upload, 0, part)
    asked = await city.get(f"/v1/uploads/{upload}")
    assert (asked.json()["offset"], asked.headers["upload-offset"]) == (len(part), str(len(part)))
    for wrong in (0, len(part) - 1, len(part) + 1, 2**62):
        answer = await send(city, upload, wrong, part)
        assert (answer.status_code, answer.json()["code"]) == (409, "offset-mismatch")
        assert answer.json()["offset"] == len(part)
    for nonsense in ("-1", "x", ""):
        assert (await send(city, upload, nonsense, part)).status_code == 422
    without = await city.client.patch(f"/v1/uploads/{upload}", content=part, headers=city.headers)
    assert (without.status_code, without.json()["code"]) == (428, "precondition-required")
    too_few = await finish(city, upload, len(part) + 10)
    assert (too_few.status_code, too_few.json()["offset"]) == (409, len(part))


async def test_an_upload_is_found_again_by_its_key(city: City) -> None:
    key = fresh()
    first = await begin(city, key)
    await send(city, first.json()["id"], 0, ndjson(criteria_of(1)))
    again = await begin(city, key)
    assert again.json()["id"] == first.json()["id"]
    assert int(again.headers["upload-offset"]) > 0
    assert (await begin(city, key, restore="true")).json()["code"] == "idempotency-key-reused"


async def test_of_clients_that_race_for_an_offset_one_moves_it(city: City) -> None:
    upload = (await begin(city)).json()["id"]
    parts = [ndjson(criteria_of(40, f"racer-{at}")) for at in range(6)]
    answers = await at_once(*(send(city, upload, 0, part) for part in parts))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert len(await city.kept()) == 40
    assert len(await city.outcomes(upload)) == 40


async def test_a_part_may_be_compressed_and_offsets_count_what_it_unpacks_to(city: City) -> None:
    upload = (await begin(city)).json()["id"]
    part = ndjson(criteria_of(30))
    answer = await send(city, upload, 0, gzip.compress(part), **{"Content-Encoding": "gzip"})
    assert (answer.json()["offset"], answer.json()["counts"]) == (len(part), {"created": 30})
    cut = await send(city, upload, len(part), gzip.compress(part)[:-4], **{"Content-Encoding": "gzip"})
    assert cut.status_code == 422
    bomb = await send(city, upload, len(part), gzip.compress(b" " * 30_000_000), **{"Content-Encoding": "gzip"})
    assert bomb.status_code == 413
    assert (await city.get(f"/v1/uploads/{upload}")).json()["offset"] == len(part)


async def test_a_part_holds_whole_lines_and_not_too_many(
    city: City, criteria_app: Any, criteria_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = (await begin(city)).json()["id"]
    for part in (b"", b'{"external_id": "cut', ndjson(criteria_of(2))[:-1]):
        answer = await send(city, upload, 0, part)
        assert (answer.status_code, answer.json()["code"]) == (422, "body-unreadable")
    small = criteria_settings.model_copy(update={"part_bytes": 500})
    monkeypatch.setattr(criteria_app.state.receiver, "settings", small)
    assert (await send(city, upload, 0, ndjson(criteria_of(20)))).json()["code"] == "body-too-large"
    assert await city.kept() == {}


async def test_a_byte_order_mark_before_the_first_part_does_no_harm(city: City) -> None:
    upload = (await begin(city)).json()["id"]
    answer = await send(city, upload, 0, b"\xef\xbb\xbf" + ndjson(criteria_of(2)))
    assert answer.json()["counts"] == {"created": 2}


async def test_an_upload_that_is_finished_takes_no_more(city: City) -> None:
    upload = (await begin(city)).json()["id"]
    part = ndjson(criteria_of(1))
    await send(city, upload, 0, part)
    await finish(city, upload, len(part))
    assert (await send(city, upload, len(part), part)).json()["code"] == "upload-closed"
    pushed = await city.pushed([criterion()])
    for answer in (await send(city, pushed["id"], 0, part), await finish(city, pushed["id"], 0)):
        assert answer.json().get("code", "") in ("upload-closed", "")


async def test_only_its_owner_moves_an_upload(city: City, liege: City, speaking: Any) -> None:
    upload = (await begin(city)).json()["id"]
    part = ndjson(criteria_of(1))
    assert (await send(liege, upload, 0, part)).status_code == 404
    assert (await finish(liege, upload, 0)).status_code == 404
    for role in ("staff", "service"):
        other = City(city.client, city.territory, speaking(role))
        assert (await other.get(f"/v1/uploads/{upload}")).status_code == 200
        assert (await send(other, upload, 0, part)).status_code == 403
        assert (await finish(other, upload, 0)).status_code == 403
    without_mons = City(city.client, city.territory, speaking("partner", [liege.territory], "mons"))
    assert (await send(without_mons, upload, 0, part)).status_code == 403
    assert await city.kept() == {}
    assert (await send(city, upload, 0, part)).status_code == 200
