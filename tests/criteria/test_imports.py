"""Pushing many criteria: what is kept, what is refused, and what is told."""

import csv
import gzip
import hashlib
import io
import json
from typing import Any

import pytest

from services.criteria.imports import staging
from services.criteria.jobs import forget_expired
from tests.criteria.makers import City, as_csv, criteria_of, criterion, fresh, ndjson


async def test_a_push_keeps_every_line_and_tells_what_became_of_each(city: City) -> None:
    records = criteria_of(3)
    done = await city.pushed(records)
    assert done["state"] == "done"
    assert done["counts"] == {"created": 3}
    outcomes = await city.outcomes(done["id"])
    assert [outcome["line"] for outcome in outcomes] == [1, 2, 3]
    assert [outcome["external_id"] for outcome in outcomes] == [record["external_id"] for record in records]
    assert {outcome["outcome"] for outcome in outcomes} == {"created"}
    kept = await city.kept()
    assert {name: record["text"] for name, record in kept.items()} == {
        record["external_id"]: record["text"] for record in records
    }
    assert [kept[outcome["external_id"]]["id"] for outcome in outcomes] == [outcome["id"] for outcome in outcomes]


async def test_what_is_not_said_has_the_careful_default(city: City) -> None:
    await city.pushed([criterion("plain")])
    kept = (await city.kept())["plain"]
    assert (kept["visibility"], kept["consent"], kept["state"]) == ("private", "network", "approved")
    assert (kept["language"], kept["language_source"]) == ("fr", "group")
    assert kept["licence"] is None


async def test_good_lines_are_kept_beside_bad_ones(city: City) -> None:
    done = await city.pushed([criterion("good"), b"garbage", criterion("bad", group="nobody"), criterion("well")])
    assert done["counts"] == {"created": 2, "rejected": 2}
    causes = {cause["code"]: cause for cause in done["causes"]}
    assert causes["json"]["example_line"] == 2
    assert causes["group-unknown"] | {"message": ""} == {
        "code": "group-unknown", "field": "group", "message": "", "count": 1, "example_line": 3,
    }  # fmt: skip
    assert set(await city.kept()) == {"good", "well"}


async def test_an_atomic_push_keeps_all_or_nothing(city: City) -> None:
    refused = await city.push([criterion("a"), criterion("b", text="...")], mode="atomic")
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == "not-atomic"
    assert problem["errors"][0]["line"] == 2
    assert await city.kept() == {}
    import_id = problem["import"].rsplit("/")[-1]
    assert [outcome["outcome"] for outcome in await city.outcomes(import_id)] == ["not_stored", "rejected"]
    done = await city.pushed([criterion("a"), criterion("b")], mode="atomic")
    assert done["counts"] == {"created": 2}
    assert set(await city.kept()) == {"a", "b"}


async def test_a_dry_run_tells_and_keeps_nothing(city: City) -> None:
    done = await city.pushed([criterion("a"), criterion("a", text="autre chose"), b"{"], dry_run="true")
    assert (done["state"], done["dry_run"]) == ("done", True)
    assert done["counts"] == {"created": 1, "updated": 1, "rejected": 1}
    assert {outcome["id"] for outcome in await city.outcomes(done["id"])} == {None}
    assert await city.kept() == {}


async def test_nothing_that_could_be_kept_is_an_error_that_names_the_lines(city: City) -> None:
    response = await city.push([b"{}", criterion(text="")])
    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "nothing-accepted"
    assert problem["counts"] == {"rejected": 2}
    assert {error["line"] for error in problem["errors"]} == {1, 2}
    empty = await city.push(b"\n\n")
    assert (empty.status_code, empty.json()["detail"]) == (422, "the body has no record")


async def test_the_same_push_again_changes_nothing(city: City, pool: Any) -> None:
    body = criteria_of(50, codes=["A01/P15/k"], participant=3, taken_up_from=["x"], licence="CC-BY-4.0")
    await city.pushed(body)
    before = await pool.fetchval("select count(*) from change")
    again = await city.pushed(body)
    assert again["counts"] == {"unchanged": 50}
    assert await pool.fetchval("select count(*) from change") == before
    assert {record["revision"] for record in (await city.kept()).values()} == {1}


async def test_every_field_that_differs_makes_an_update(city: City) -> None:
    base = criterion("it")
    await city.pushed([base])
    changes = [
        {"text": "autre"}, {"question": "policy"}, {"language": "nl"}, {"state": "noted"}, {"participant": 4},
        {"codes": ["A01"]}, {"licence": "CC0-1.0"}, {"visibility": "public"}, {"consent": "open"},
        {"taken_up_from": ["y"]}, {"group": "pupils", "language": "fr"},
    ]  # fmt: skip
    for revision, change in enumerate(changes, 2):
        base = base | change
        done = await city.pushed([base])
        assert done["counts"] == {"updated": 1}, change
        assert (await city.outcomes(done["id"]))[0]["revision"] == revision


async def test_one_name_twice_in_a_push_is_written_twice_in_order(city: City) -> None:
    done = await city.pushed([criterion("a", text="un"), criterion("b"), criterion("a", text="deux"), criterion("a")])
    assert [outcome["outcome"] for outcome in await city.outcomes(done["id"])] == [
        "created", "created", "updated", "updated",
    ]  # fmt: skip
    assert (await city.kept())["a"]["revision"] == 3


async def test_a_receipt_has_the_digest_of_the_body_as_it_was_before_compression(city: City) -> None:
    body = ndjson(criteria_of(20))
    for encoded, headers in ((body, {}), (gzip.compress(body), {"Content-Encoding": "gzip"})):
        done = await city.pushed(encoded, headers=headers)
        assert done["receipt"] == {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "records": 20}


async def test_all_three_formats_mean_the_same(city: City) -> None:
    records = [
        criterion("one", text='dit "bonjour", puis; rentre', codes=["A01", "B02"], participant=3),
        criterion("two", text="= pas une formule", language="pt-CV", visibility="public"),
    ]
    flat = [record | {"codes": ";".join(record.get("codes", []))} for record in records]
    fields = ["external_id", "group", "question", "text", "codes", "participant", "language", "visibility"]
    pushes = [
        (ndjson(records), "application/x-ndjson"),
        (json.dumps(records).encode(), "application/json; charset=utf-8"),
        (as_csv(flat, fields), "text/csv"),
        (b"\xef\xbb\xbf" + as_csv(flat, fields, delimiter=";"), "text/csv; header=present"),
        (as_csv(flat, fields, delimiter="\t"), "text/tab-separated-values"),
    ]
    seen = []
    for body, content_type in pushes:
        of_format = city.another_source()
        await of_format.pushed(body, content_type=content_type)
        hidden = ("id", "source", "created_at", "updated_at")
        seen.append(
            {
                name: {key: value for key, value in record.items() if key not in hidden}
                for name, record in (await of_format.kept()).items()
            }
        )
    assert all(one == seen[0] for one in seen)
    assert seen[0]["one"]["codes"] == ["A01", "B02"]


async def test_what_cannot_be_read_is_refused_with_a_reason(city: City) -> None:
    for body, content_type, status, code in (
        (b"x", "image/png", 415, "unsupported-media"),
        (b"{}", "application/json", 400, "malformed-json"),
        (b"[" * 100_000, "application/json", 400, "malformed-json"),
        (b"a,b\n1,2", "text/csv", 422, "body-unreadable"),
        (b'external_id,group,question,text\n1,elders,policy,"x\n', "text/csv", 422, "body-unreadable"),
        ("externe".encode("utf-16"), "text/csv", 422, "body-unreadable"),
    ):
        response = await city.push(body, content_type=content_type)
        assert (response.status_code, response.json()["code"]) == (status, code)
    assert (await city.push(b"x", headers={"Content-Encoding": "gzip"})).json()["code"] == "body-unreadable"
    cut = gzip.compress(ndjson(criteria_of(50)))[:-20]
    assert (await city.push(cut, headers={"Content-Encoding": "gzip"})).json()["code"] == "body-unreadable"
    assert (await city.push(b"x", headers={"Content-Encoding": "br"})).status_code == 415
    bomb = gzip.compress(b" " * 40_000_000)
    assert (await city.push(bomb, headers={"Content-Encoding": "gzip"})).json()["code"] == "compression-bomb"


async def test_arrays_and_staged_imports_have_a_most(
    city: City, criteria_settings: Any, criteria_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = criteria_settings.model_copy(update={"array_records": 3, "array_bytes": 1000, "atomic_records": 3})
    monkeypatch.setattr(criteria_app.state.receiver, "settings", small)
    records = criteria_of(4)
    array = json.dumps([{"external_id": str(at)} for at in range(4)]).encode()
    assert (await city.push(array, content_type="application/json")).json()["code"] == "import-too-large"
    assert (await city.push(b"[" + b" " * 2000, content_type="application/json")).json()["code"] == "body-too-large"
    for more in ({"mode": "atomic"}, {"dry_run": "true"}):
        response = await city.push(records, **more)
        assert (response.status_code, response.json()["code"]) == (413, "import-too-large")
    assert await city.kept() == {}


async def test_a_refused_import_leaves_no_words_behind(
    city: City, criteria_settings: Any, criteria_app: Any, monkeypatch: pytest.MonkeyPatch, pool: Any
) -> None:
    monkeypatch.setattr("shared.rows.lines.CHUNK_BYTES", 500)
    small = criteria_settings.model_copy(update={"atomic_records": 10})
    monkeypatch.setattr(criteria_app.state.receiver, "settings", small)
    assert (await city.push(criteria_of(40), mode="atomic", part_bytes=100)).status_code == 413
    assert await pool.fetchval("select count(*) from import_stage") == 0


async def test_a_line_that_is_too_long_is_refused_alone(city: City) -> None:
    done = await city.pushed([criterion("a"), criterion("b", text="x" * 10_000_000), criterion("c", text="é" * 2001)])
    assert done["counts"] == {"created": 1, "rejected": 2}
    errors = [outcome["errors"] for outcome in await city.outcomes(done["id"])]
    assert [fault["code"] for faults in errors for fault in faults] == ["line-too-long", "text-too-long"]


async def test_outcomes_come_as_ndjson_or_csv_and_can_be_selected(city: City) -> None:
    done = await city.pushed([criterion("=a"), b"\n", b"nonsense", criterion("b", language="no language")])
    path = f"/v1/imports/{done['id']}/outcomes"
    assert done["links"]["outcomes"] == path
    outcomes = await city.outcomes(done["id"])
    assert [outcome["line"] for outcome in outcomes] == [1, 4, 5]
    assert [outcome["line"] for outcome in await city.outcomes(done["id"], only="rejected")] == [4, 5]
    assert [outcome["line"] for outcome in await city.outcomes(done["id"], only="created, updated")] == [1]
    for response in (await city.get(f"{path}.csv"), await city.get(path, headers={"Accept": "text/csv"})):
        assert response.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(response.text)))
        assert [row["outcome"] for row in rows] == ["created", "rejected", "rejected"]
        assert rows[0]["external_id"] == "'=a"
        assert rows[2]["errors"].startswith("language: ")
    assert (await city.get(f"{path}.ndjson")).text == (await city.get(path)).text
    assert (await city.get(f"{path}.xlsx")).status_code in (404, 422)
    assert (await city.get(path, params={"only": "lost"})).status_code == 400


async def test_outcomes_of_many_chunks_are_in_the_order_of_the_lines(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.rows.lines.CHUNK_BYTES", 700)
    records: list[Any] = criteria_of(100)
    records[30] = b"bad"
    for more in ({}, {"mode": "atomic", "dry_run": "true"}, {"dry_run": "true"}):
        done = await city.pushed(records, part_bytes=300, **more)
        outcomes = await city.outcomes(done["id"])
        assert [outcome["line"] for outcome in outcomes] == list(range(1, 101))
        assert sum(done["counts"].values()) == 100
        assert done["receipt"]["records"] == 100


async def test_a_withdrawn_criterion_stays_withdrawn_unless_its_owner_restores_it(city: City) -> None:
    made = (await city.one(external_id="gone", codes=["A01"]))["id"]
    assert (await city.delete(f"/v1/criteria/{made}", **{"If-Match": "*"})).status_code == 204
    assert (await city.get(f"/v1/criteria/{made}")).status_code == 410
    pushed = await city.pushed([criterion("gone", codes=["A01"])])
    assert pushed["counts"] == {"tombstoned": 1}
    assert (await city.outcomes(pushed["id"]))[0]["id"] == made
    assert await city.kept() == {}
    assert (await city.client.get(f"/v1/criteria/{made}/codings", headers=city.headers)).status_code == 410
    restored = await city.pushed([criterion("gone", codes=["B02"])], restore="true")
    assert restored["counts"] == {"updated": 1}
    back = (await city.kept())["gone"]
    assert (back["id"], back["codes"], back["revision"]) == (made, ["B02"], 3)


async def test_imports_are_listed_for_their_owner_and_for_staff(city: City, liege: City, speaking: Any) -> None:
    done = await city.pushed([criterion()])
    mine = {item["id"] for item in (await city.get("/v1/imports", params={"limit": "1000"})).json()["items"]}
    assert done["id"] in mine
    assert done["id"] not in {item["id"] for item in (await liege.get("/v1/imports")).json()["items"]}
    assert (await liege.get(f"/v1/imports/{done['id']}")).status_code == 404
    assert (await liege.get(f"/v1/imports/{done['id']}/outcomes")).status_code == 404
    staff = await city.client.get(f"/v1/imports/{done['id']}", headers=speaking("staff"))
    assert staff.json()["id"] == done["id"]
    walked, address = set(), "/v1/imports?limit=3"
    while address:
        page = (await city.get(address)).json()
        walked |= {item["id"] for item in page["items"]}
        address = page.get("next")
    assert walked == mine


async def test_imports_are_forgotten_after_their_time_and_the_criteria_stay(city: City, pool: Any) -> None:
    done = await city.pushed([criterion("stays")])
    await pool.execute("update import set expires_at = now() - interval '1 second' where id = $1", done["id"])
    assert await forget_expired(pool) == 1
    assert (await city.get(f"/v1/imports/{done['id']}")).status_code == 404
    assert set(await city.kept()) == {"stays"}


async def test_an_import_that_was_staged_and_left_is_applied_once(
    city: City, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = fresh("staged")
    with monkeypatch.context() as broken:
        broken.setattr("services.criteria.imports.staging.write_rows", _break)
        assert (await city.push([criterion("left")], mode="atomic", key=key)).status_code == 500
    row = await pool.fetchrow("select id, state from import where idempotency_key = $1", key)
    assert row["state"] == "staged"
    assert await staging.apply_left(pool) == 0
    await pool.execute("update import set touched_at = now() - interval '20 seconds' where id = $1", row["id"])
    assert await staging.apply_left(pool) == 1
    assert await staging.apply_left(pool) == 0
    assert (await city.get(f"/v1/imports/{row['id']}")).json()["counts"] == {"created": 1}
    assert set(await city.kept()) == {"left"}
    again = await city.push([criterion("left")], mode="atomic", key=key)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (202, "true")


async def _break(*_: Any) -> None:
    raise RuntimeError("the process ended here")
