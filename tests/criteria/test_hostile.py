"""Whatever is sent anywhere, nothing breaks and every refusal is a problem that explains itself."""

import json
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from tests.criteria.makers import City, fresh

WORDS = [
    "\x00", "a\x00b", "\u202e", "\ufeff", "%", "%00", "'", '"', "\\", "../../etc/passwd", "' or 1=1 --", "{}", "[]",
    "NaN", "-1", "0", "9" * 40, "1e400", "true", "null", "x" * 5000, "é", "💚", "\r\n", " ", "", "\ud7ff", "\U000e0041",
    "00000000-0000-0000-0000-000000000000", "2026-13-45", "*", "${jndi:x}",
]  # fmt: skip
BODIES = [
    b"", b"null", b"{}", b"[]", b"[[]]", b'"x"', b"0", b"{", b"\xff\xfe", b"\x00", b"\xef\xbb\xbf{}", b"[" * 100_000,
    b'{"a":' * 3000 + b"1" + b"}" * 3000, b'{"participant": NaN}', b'{"participant": ' + b"9" * 5000 + b"}",
    b'{"text": "a", "text": "b"}', b'{"text": "\\ud800"}', b'{"\\ud800": 1}', b'{"text": "\\u0000"}',
    b'{"codes": 1e400}',
    b"-----BEGIN", b"<xml/>", "{}".encode("utf-16"), b'{"bytes": -1}', b'{"bytes": false}', b'{"bytes": 1e30}',
    b'{"bytes": 99999999999999999999999}', b'{"text": null}', b'{"group": "\\u0000"}', b'{"licence": "\\u0000"}',
    json.dumps({"text": "x" * 3_000_000}).encode(),
]  # fmt: skip
QUERY = {
    "/v1/criteria": ["territory_id", "under", "country", "group_id", "question", "language", "state", "source",
                     "external_id", "code", "limit", "after", "unknown"],
    "/v1/criteria/export.ndjson": ["source", "external_id", "code", "under", "language"],
    "/v1/criteria/changes": ["after", "limit"],
    "/v1/imports": ["after", "limit"],
}  # fmt: skip


def _expect(response: httpx.Response, *about: Any) -> None:
    assert response.status_code < 500, about
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json", about
        problem = response.json()
        assert problem["status"] == response.status_code, about
        assert problem["title"], about
        assert problem["code"], about
        assert problem["trace_id"], about
        response.text.encode()


@pytest.fixture
async def staff(speaking: Any) -> dict[str, str]:
    return dict(speaking("staff"))


@pytest.mark.parametrize("path", sorted(QUERY))
async def test_queries(city: City, staff: dict[str, str], path: str) -> None:
    for headers in (staff, city.headers):
        for name, word in product(QUERY[path], WORDS):
            response = await city.client.get(f"{path}?{name}={quote(word)}", headers=headers)
            _expect(response, path, name, word)
    for raw in ("%ff", "%ed%a0%80", "%", "a=b=c", "&&&", "limit=1&limit=x"):
        _expect(await city.client.get(f"{path}?source={raw}", headers=staff), path, raw)


async def test_paths(city: City, staff: dict[str, str]) -> None:
    forms = [
        "/v1/criteria/{}", "/v1/criteria/{}/codings", "/v1/imports/{}", "/v1/imports/{}/outcomes",
        "/v1/imports/{}/outcomes.csv", "/v1/uploads/{}", "/v1/uploads/{}/finish", "/v1/questionnaires/{}",
        "/v1/criteria/export.{}", "/{}",
    ]  # fmt: skip
    for form, word in product(forms, WORDS):
        path = form.format(quote(word, safe=""))
        for method in ("GET", "POST", "PATCH", "DELETE", "PUT"):
            _expect(await city.client.request(method, path, headers=staff), method, path)


async def test_bodies(city: City) -> None:
    identity = (await city.one())["id"]
    params = {"territory": str(city.territory), "source": city.source}
    begun = await city.client.post("/v1/uploads", params=params, headers=city.headers | {"Idempotency-Key": fresh()})
    upload = begun.json()["id"]
    for body in BODIES:
        for method, path, more in (
            ("POST", "/v1/criteria", {}),
            ("PATCH", f"/v1/criteria/{identity}", {"If-Match": "*"}),
            ("POST", f"/v1/criteria/{identity}/codings", {}),
            ("PATCH", f"/v1/uploads/{upload}", {"Upload-Offset": "0"}),
            ("PATCH", f"/v1/uploads/{upload}", {"Upload-Offset": "0", "Content-Encoding": "gzip"}),
            ("POST", f"/v1/uploads/{upload}/finish", {}),
        ):
            headers = city.headers | more | {"Content-Type": "application/json"}
            _expect(await city.client.request(method, path, content=body, headers=headers), method, path, body[:50])
        for content_type in (
            "application/x-ndjson",
            "application/json",
            "text/csv",
            "",
            "multipart/form-data; boundary",
        ):
            _expect(await city.push(body, content_type=content_type), content_type, body[:50])
            _expect(await city.push(body, content_type=content_type, mode="atomic"), content_type, body[:50])


async def test_fields_of_a_record(city: City) -> None:
    base = {"external_id": "x", "group": "elders", "question": "policy", "text": "x"}
    fields = ["external_id", "group", "question", "text", "language", "state", "participant", "codes", "codebook",
              "licence", "visibility", "consent", "taken_up_from", "territory_id", "source"]  # fmt: skip
    odd = [*WORDS, None, True, 1.5, -1, 2**70, [], {}, ["\x00"], [None], [[]], {"a": {}}]
    lines = []
    for name, value in product(fields, odd):
        single = base | {"external_id": fresh(), "territory_id": str(city.territory), "source": "h", name: value}
        body = json.dumps(single).encode()
        headers = city.headers | {"Content-Type": "application/json"}
        _expect(await city.client.post("/v1/criteria", content=body, headers=headers), name, value)
        if name not in ("territory_id", "source"):
            lines.append(json.dumps(base | {"external_id": fresh(), name: value}).encode())
    done = await city.pushed(lines)
    outcomes = await city.outcomes(done["id"])
    assert len(outcomes) == len(lines)
    assert all(outcome["errors"] for outcome in outcomes if outcome["outcome"] == "rejected")
    assert len(done["causes"]) <= 50


async def test_headers(city: City) -> None:
    identity = (await city.one())["id"]
    for word in (*WORDS, '"1"', "W/", ", ,", '"' * 1000):
        raw = word.encode("utf-8")
        for name in ("If-Match", "If-None-Match", "Accept", "Traceparent", "Accept-Encoding"):
            headers = {**{key: value.encode() for key, value in city.headers.items()}, name: raw}
            _expect(await city.client.get(f"/v1/criteria/{identity}", headers=headers), name, word)
            _expect(await city.client.patch(f"/v1/criteria/{identity}", json={}, headers=headers), name, word)
        for name in ("Idempotency-Key", "Content-Type", "Content-Encoding", "Upload-Offset", "Spiral-Identity"):
            headers = {
                **{key: value.encode() for key, value in city.headers.items()},
                "Idempotency-Key": b"k",
                name: raw,
            }
            params = {"territory": str(city.territory), "source": fresh()}
            _expect(await city.client.post("/v1/imports", params=params, content=b"x", headers=headers), name, word)
            _expect(await city.client.patch(f"/v1/uploads/{uuid4()}", content=b"x\n", headers=headers), name, word)


async def test_wishes_of_a_push(city: City) -> None:
    for name, word in product(("territory", "source", "mode", "dry_run", "restore"), WORDS):
        params = {"territory": str(city.territory), "source": "wishes", name: word}
        for path in ("/v1/imports", "/v1/uploads"):
            headers = city.headers | {"Idempotency-Key": fresh(), "Content-Type": "application/x-ndjson"}
            _expect(await city.client.post(path, params=params, content=b"x\n", headers=headers), path, name, word)
