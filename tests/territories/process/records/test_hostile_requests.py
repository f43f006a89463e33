"""Whatever is sent, the answer says what is wrong with it; nothing breaks."""

import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from services.territories.process.kinds import KINDS
from tests.territories.process.makers import City

BAD_TEXTS = ["\x00", "a\x00b", "\ud800", "\u202eabc", "\x1b[0m", "", " ", "x" * 1_000_000]
DEEP = b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
JSON = {"Content-Type": "application/json"}
CSV = {"Content-Type": "text/csv"}
LINES = {"Content-Type": "application/x-ndjson"}


def is_told(answer: Any) -> bool:
    return bool(400 <= answer.status_code < 500 and answer.headers["content-type"] == "application/problem+json")


@pytest.mark.parametrize("path", [kind.path for kind in KINDS])
async def test_no_field_takes_a_text_that_is_none(city: City, path: str) -> None:
    kind = next(kind for kind in KINDS if kind.path == path)
    for name in [*kind.body.model_fields, "external_id", "source", "why", "platform_external_id", "released"]:
        for bad in ["\x00", "\ud800", "\u202eabc", 1e308, -1, [[]], {"id": "\x00"}, {"\ud800": 1}, ["\x00"]]:
            body = json.dumps({"platform_id": city.platform, name: bad})
            answer = await city.client.post(f"/v1/{path}", content=body, headers=city.headers | JSON)
            assert answer.status_code in (400, 422), (name, bad, answer.text)


@pytest.mark.parametrize("bad", BAD_TEXTS)
async def test_a_title_that_is_no_text_is_refused(city: City, bad: str) -> None:
    body = json.dumps({"platform_id": city.platform, "title": bad, "components": ["A01"]})
    answer = await city.client.post("/v1/indicators", content=body, headers=city.headers | JSON)
    assert is_told(answer), answer.text
    made = await city.record("indicators", title="Good")
    headers = city.headers | JSON | {"If-Match": "*"}
    answer = await city.client.patch(f"/v1/indicators/{made['id']}", content=body, headers=headers)
    assert is_told(answer), answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"1", b'"x"', b"{", b"\xff\xfe", DEEP, b"[" * 100_000, b'{"a": 1, "a": 2}',
        b'{"level": NaN}', b'{"level": 1e400}', b'{"level": -Infinity}', b'{"level": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
async def test_a_body_that_is_none_is_refused(city: City, body: bytes) -> None:
    made = await city.record("indicators", title="Good")
    for method, address in (("POST", "/v1/observations"), ("PATCH", f"/v1/indicators/{made['id']}")):
        headers = city.headers | JSON | {"If-Match": "*"}
        answer = await city.client.request(method, address, content=body, headers=headers)
        assert is_told(answer), (body[:20], answer.text)


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "%FF", "%E2%80%AE", "a%00b", "'", "%25%27;--", "{}", "%5C"])
@pytest.mark.parametrize(
    "name", ["q", "state", "links_to", "component", "right", "under", "after", "overdue", "external_id", "source"]
)
async def test_a_filter_takes_any_text_or_refuses_it(city: City, name: str, value: str) -> None:
    for prefix in ("", "action/", "action/%25"):
        address = f"/v1/actions?{name}={prefix}{value}"
        answer = await city.client.get(address, headers=city.headers)
        assert answer.status_code == 200 or is_told(answer), answer.text
    if name != "after":
        answer = await city.client.get(f"/v1/actions/export?{name}={value}", headers=city.headers)
        assert answer.status_code == 200 or is_told(answer), answer.text


async def test_a_part_of_a_title_is_taken_letter_by_letter(city: City) -> None:
    for title in ("100% of homes", "100 homes", "it's ours", "back\\slash", "under_score"):
        await city.record("indicators", title=title)
    for part, found in (("%", 1), ("_", 1), ("'", 1), ("\\", 1), ("100", 2), ("", 5)):
        address = f"/v1/indicators?platform_id={city.platform}&q={quote(part)}"
        assert len((await city.client.get(address, headers=city.headers)).json()["items"]) == found, part


async def test_a_misspelt_filter_and_a_cursor_of_another_list_are_refused(city: City) -> None:
    for query in ("statee=open", "limit=0", "limit=1001", "after=AAAA", "after=%F0%9F%98%80", "links_to=nothing",
                  "released=perhaps", "state=open&state=done"):  # fmt: skip
        assert is_told(await city.client.get(f"/v1/actions?{query}", headers=city.headers)), query
    for cursor in ("x", "a.b.c", "none.-1.0", "none.1.99999999999999999999", "none.99999999999999999999.1", "%00"):
        answer = await city.client.get(f"/v1/process/changes?after={cursor}", headers=city.headers)
        assert is_told(answer), (cursor, answer.text)


async def test_a_change_does_not_touch_the_header(city: City) -> None:
    made = await city.record("indicators", title="Good", external_id="own")
    for name in ("platform_id", "platform_external_id", "source", "external_id", "id", "revision", "links"):
        answer = await city.change("indicators", made, **{name: made.get(name)})
        assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
            (f"/body/{name}", "extra-forbidden")
        ]


async def test_a_change_is_read_as_strictly_as_what_is_new(city: City) -> None:
    held = await city.record("meetings", title="First", held_on="2026-01-10")
    for name, bad, code in (("held_on", 1234567, "day"), ("title", 5, "string-type"), ("released", "yes", "bool-type")):
        answer = await city.change("meetings", held, **{name: bad})
        assert answer.status_code == 422, (name, answer.text)
        assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(f"/body/{name}", code)]


async def test_an_address_and_a_reason_that_are_none_are_refused(city: City) -> None:
    made = await city.record("indicators", title="Good")
    for tail in ("?why=%00", "?why=%ED%A0%80%00", f"?why={'x' * 3000}", "?because=x"):
        headers = city.headers | {"If-Match": "*"}
        answer = await city.client.delete(f"/v1/indicators/{made['id']}{tail}", headers=headers)
        assert answer.status_code == 422, (tail[:20], answer.text)
    for address in ("/v1/indicators/%00", "/v1/indicators/none/history", "/v1/indicators/import", "/v1/indicators/%2e"):
        assert is_told(await city.client.get(address, headers=city.headers)), address


async def test_a_change_of_nothing_changes_nothing(city: City) -> None:
    made = await city.record("indicators", title="Good")
    for given in ({}, {"title": "Good"}, {"why": "no reason"}, {"released": None}, {"released": False}):
        answer = await city.change("indicators", made, **given)
        assert (answer.status_code, answer.headers["ETag"], answer.json()) == (200, '"1"', made)


@pytest.mark.parametrize("tag", ['"2"', 'W/"1"', "1", '""', "garbage", '"0", "7"'])
async def test_another_tag_than_what_was_read_is_stale(city: City, tag: str) -> None:
    made = await city.record("indicators", title="Good")
    headers = city.headers | {"If-Match": tag}
    address = f"/v1/indicators/{made['id']}"
    assert (await city.client.patch(address, json={"title": "New"}, headers=headers)).status_code == 412
    assert (await city.client.delete(address, headers=headers)).status_code == 412


async def sent(city: City, body: bytes, kind: dict[str, str], mode: str = "partial", path: str = "indicators") -> Any:
    return await city.client.post(f"/v1/{path}/import?mode={mode}", content=body, headers=city.headers | kind)


@pytest.mark.parametrize("mode", ["partial", "atomic", "dry-run"])
async def test_a_bulk_body_that_is_none_is_told(city: City, mode: str) -> None:
    for kind in (CSV, LINES, JSON):
        for body in (b"", b"\x00", b"\xff\xfe", DEEP, b"[" * 100_000, b'"' * 99_999, b"{}", b"1\n2", b"\r\n" * 1000):
            answer = await sent(city, body, kind, mode)
            assert answer.status_code == 200 or is_told(answer), answer.text
            if answer.status_code == 200:
                assert set(answer.json()["counts"]) <= {"rejected"}
    assert (await sent(city, b"{}", {"Content-Type": "text/plain"}, mode)).status_code == 415
    assert is_told(await sent(city, b"{}", LINES | {"Content-Encoding": "gzip"}, mode))
    assert is_told(await sent(city, b"{}", LINES | {"Content-Encoding": "br"}, mode))
    bomb = gzip.compress(b" " * 50_000_000)
    assert is_told(await sent(city, bomb, LINES | {"Content-Encoding": "gzip"}, mode))


async def test_a_packed_table_is_read(city: City) -> None:
    body = gzip.compress(f"external_id,title,platform_id\r\na,A title,{city.platform}\r\n".encode())
    answer = await sent(city, body, CSV | {"Content-Encoding": "gzip"})
    assert answer.json()["counts"] == {"created": 1}


async def test_columns_stand_in_any_order_and_once(city: City) -> None:
    platform = city.platform
    good = f"STATE;Title;platform_id;;external_id\r\nagreed;A title;{platform};;one\r\n"
    assert (await sent(city, good.encode(), CSV)).json()["counts"] == {"created": 1}
    for header in (
        "external_id,title,title",
        "external_id,titel",
        "title",
        "external_id,title.fr",
        "external_id,links",
    ):
        answer = await sent(city, f"{header}\r\na,b,c\r\n".encode(), CSV)
        assert (answer.status_code, answer.json()["code"]) == (422, "body-unreadable"), header


async def test_cells_that_are_hostile_are_refused_row_by_row(city: City) -> None:
    cells = [
        "[" * 5000 + "]" * 5000,
        '[{"level": 1, "level": 2}]',
        '[{"level": NaN}]',
        '["\\ud800"]',
        '[{"level": 1e400}]',
    ]
    rows = [
        f'"{number}","A","{cell.replace(chr(34), chr(34) * 2)}",{city.platform}' for number, cell in enumerate(cells)
    ]
    body = "external_id,title,statements,platform_id\r\n" + "\r\n".join(rows)
    told = (await sent(city, body.encode(), CSV)).json()
    assert told["counts"] == {"rejected": len(cells)}
    assert all(each["errors"][0]["field"].startswith("statements") for each in told["items"]), told
