"""One key, one effect: repeated requests, and requests that were cut."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import ClientDisconnect

from tests.criteria.makers import City, at_once, criteria_of, criterion, fresh, ndjson, until


async def test_a_key_is_asked_for(city: City) -> None:
    params = {"territory": str(city.territory)}
    for path in ("/v1/imports", "/v1/uploads"):
        response = await city.client.post(path, params=params, headers=city.headers)
        assert (response.status_code, response.json()["code"]) == (400, "idempotency-key-missing")
    for key in ("", "x" * 201, "é", "a\x00b"):
        headers = city.headers | {"Idempotency-Key": key.encode("latin-1")}
        assert (await city.client.post("/v1/imports", params=params, headers=headers)).status_code in (400, 422)


async def test_a_repeated_request_gets_the_same_answer_and_does_nothing(city: City, pool: Any) -> None:
    body = ndjson([*criteria_of(5), b"bad"])
    key = fresh()
    first = await city.push(body, key=key)
    n_changes = await pool.fetchval("select count(*) from change")
    again = await city.push(body, key=key)
    assert again.json() == first.json()
    assert (again.status_code, again.headers["location"]) == (202, first.headers["location"])
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await pool.fetchval("select count(*) from change") == n_changes


async def test_a_repeated_refusal_is_refused_alike(city: City) -> None:
    for body, more in ((ndjson([b"bad"]), {}), (ndjson([criterion(), b"bad"]), {"mode": "atomic"})):
        key = fresh()
        first, again = [await city.push(body, key=key, **more) for _ in range(2)]
        assert first.status_code == again.status_code == 422
        assert first.json() | {"trace_id": ""} == again.json() | {"trace_id": ""}


async def test_the_same_key_for_another_body_or_other_wishes_is_refused(city: City, liege: City) -> None:
    body, key = ndjson([criterion("a")]), fresh()
    await city.pushed(body, key=key)
    other_bodies = [await city.push(body + b"\n", key=key), await city.push(b"", key=key)]
    other_wishes = [
        await city.push(body, key=key, **more)
        for more in ({"mode": "atomic"}, {"dry_run": "true"}, {"restore": "true"}, {"source": "another"})
    ]
    params = {"territory": str(city.territory), "source": city.source}
    upload = await city.client.post("/v1/uploads", params=params, headers=city.headers | {"Idempotency-Key": key})
    for response in (*other_bodies, *other_wishes, upload):
        assert (response.status_code, response.json()["code"]) == (422, "idempotency-key-reused")
    assert (await liege.push(body, key=key)).status_code == 202  # a key is its owner's


async def test_a_body_that_could_not_be_read_may_be_mended_under_its_key(city: City) -> None:
    key = fresh()
    assert (await city.push(b"a;b\n", key=key, content_type="text/csv")).status_code == 422
    failed = (await city.get("/v1/imports", params={"limit": "1000"})).json()["items"]
    assert "body-unreadable" in {item["problem"]["code"] for item in failed if "problem" in item}
    mended = b"external_id,group,question,text\n1,elders,policy,x\n"
    done = await city.pushed(mended, key=key, content_type="text/csv")
    assert (done["state"], done["counts"], done["problem"]) == ("done", {"created": 1}, None)


async def _slowly(body: bytes, go_on: asyncio.Event) -> AsyncIterator[bytes]:
    yield body[:10]
    await go_on.wait()
    yield body[10:]


async def test_a_key_whose_request_still_runs_is_told_to_wait(city: City, pool: Any) -> None:
    body, key, go_on = ndjson(criteria_of(3)), fresh(), asyncio.Event()
    running = asyncio.create_task(city.push(_slowly(body, go_on), key=key))  # type: ignore[arg-type]
    await until(lambda: pool.fetchval("select count(*) from import where idempotency_key = $1", key))
    second = await city.push(body, key=key)
    assert (second.status_code, second.json()["code"]) == (409, "import-running")
    assert second.headers["retry-after"]
    go_on.set()
    assert (await running).json()["counts"] == {"created": 3}
    assert (await city.push(body, key=key)).headers["idempotency-replayed"] == "true"


async def test_an_import_that_its_process_left_may_begin_again_after_a_while(city: City, pool: Any) -> None:
    body, key = ndjson(criteria_of(3)), fresh()
    done = await city.pushed(body, key=key)
    for state in ("receiving", "staged"):
        await pool.execute("update import set state = $2 where id = $1", done["id"], state)
        assert (await city.push(body, key=key)).status_code == 409
        await pool.execute("update import set touched_at = now() - interval '2 minutes' where id = $1", done["id"])
        again = await city.pushed(body, key=key)
        assert (again["id"], again["counts"], again["receipt"]["records"]) == (done["id"], {"unchanged": 3}, 3)
        assert len(await city.outcomes(done["id"])) == 3


async def _cut(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    raise ClientDisconnect


async def test_a_cut_body_is_told_and_the_same_key_goes_on(city: City, monkeypatch: Any) -> None:
    monkeypatch.setattr("shared.rows.lines.CHUNK_BYTES", 1000)
    body, key = ndjson(criteria_of(100)), fresh()
    cut = await city.push(_cut(body[:3333], body[3333:7777]), key=key)  # type: ignore[arg-type]
    assert (cut.status_code, cut.json()["code"]) == (400, "body-cut")
    n_kept = len(await city.kept())
    assert 0 < n_kept < 100
    done = await city.pushed(body, key=key)
    assert done["counts"] == {"created": 100 - n_kept, "unchanged": n_kept}
    assert len(await city.kept()) == 100


async def test_an_atomic_body_that_is_cut_keeps_nothing(city: City, pool: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("shared.rows.lines.CHUNK_BYTES", 1000)
    body, key = ndjson(criteria_of(100)), fresh()
    assert (await city.push(_cut(body[:3333], body[3333:7777]), key=key, mode="atomic")).status_code == 400  # type: ignore[arg-type]
    assert await city.kept() == {}
    assert await pool.fetchval("select count(*) from import_stage") == 0
    assert (await city.pushed(body, key=key, mode="atomic"))["counts"] == {"created": 100}


async def test_something_that_breaks_leaves_an_import_that_can_be_tried_again(city: City, monkeypatch: Any) -> None:
    body, key = ndjson(criteria_of(3)), fresh()
    with monkeypatch.context() as broken:
        broken.setattr("services.criteria.imports.receiving.write_rows", _break)
        assert (await city.push(body, key=key)).status_code == 500
    assert (await city.pushed(body, key=key))["counts"] == {"created": 3}


async def _break(*_: Any) -> None:
    raise RuntimeError("forced")


async def test_twenty_pushes_of_the_same_keys_at_once_make_one_row_each(city: City, pool: Any) -> None:
    bodies = [criteria_of(60, "same", text=f"version {at} du même texte") for at in range(20)]
    answers = await at_once(*(city.push(body) for body in bodies))
    assert {answer.status_code for answer in answers} == {202}
    kept = await city.kept()
    assert len(kept) == 60
    outcomes = [await city.outcomes(answer.json()["id"]) for answer in answers]
    assert sum(answer.json()["counts"].get("created", 0) for answer in answers) == 60
    for name in ("same-00000", "same-00059"):
        revisions = [line["revision"] for lines in outcomes for line in lines if line["external_id"] == name]
        assert sorted(revisions) == list(range(1, 21))
    n_told = await pool.fetchval("select count(*) from change join criterion using (id) where source = $1", city.source)
    assert n_told == 60 * 20


async def test_the_same_request_twenty_times_at_once_has_one_effect(city: City) -> None:
    body, key = ndjson(criteria_of(30)), fresh()
    answers = await at_once(*(city.push(body, key=key) for _ in range(20)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 202}) == 1
    assert {record["revision"] for record in (await city.kept()).values()} == {1}


async def test_pushes_that_overlap_in_opposite_orders_do_not_break(city: City, monkeypatch: Any) -> None:
    monkeypatch.setattr("shared.rows.lines.CHUNK_BYTES", 2000)
    for more in ({}, {"mode": "atomic"}, {"mode": "atomic", "dry_run": "true"}):
        pushes = []
        for at in range(6):
            body = criteria_of(150, "overlap", text=f"{more} {at}")
            pushes.append(city.push(body[::-1] if at % 2 else body, part_bytes=1000, **more))
        answers = await at_once(*pushes)
        assert {answer.status_code for answer in answers} == {202}
        assert {sum(answer.json()["counts"].values()) for answer in answers} == {150}
    assert len(await city.kept()) == 150
