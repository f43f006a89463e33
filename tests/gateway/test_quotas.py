"""How many requests a caller has, how that is told, and whose they are."""

import asyncio
import re
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from services.gateway.callers import client_address
from services.gateway.quotas import Quotas
from services.gateway.settings import GatewaySettings
from tests.gateway.conftest import GiveKey, OpenGateway, bearer

FIELD = re.compile(r'"default";r=(\d+);t=(\d+)')


def left(answer: httpx.Response) -> int:
    match = FIELD.fullmatch(answer.headers["ratelimit"])
    assert match is not None
    assert 1 <= int(match.group(2)) <= 120
    return int(match.group(1))


async def test_every_answer_tells_what_is_left(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    headers = bearer(await give_key())
    remaining = 600
    for path, cost in [
        ("/v1/trends", 1),
        ("/v1/search?q=x", 5),
        ("/v1/criteria/8c2/similar", 5),
        ("/v1/criteria/export.csv", 50),
        ("/v1/syntheses/8c2", 1),
        ("/v1/syntheses/8c2/report", 5),
        ("/v1/syntheses/8c2/report.html", 5),
        ("/v1/syntheses/8c2/criteria.csv", 50),
        ("/v1/syntheses/8c2/criteria.txt", 50),
        ("/v1/syntheses/8c2/topics/0/0/criteria", 1),
        ("/", 1),
        ("/v1/keys/me", 1),
        ("/nowhere", 1),
    ]:
        answer = await gateway.get(path, headers=headers)
        remaining -= cost
        assert answer.headers["ratelimit-policy"] == '"default";q=600;w=60'
        assert left(answer) == remaining, path


async def test_more_than_the_quota_is_a_429_that_says_when(open_gateway: OpenGateway, give_key: GiveKey) -> None:
    async with open_gateway(quota_public=10, quota_app=12) as gateway:
        for _ in range(10):
            assert (await gateway.get("/v1/trends")).status_code == 200
        refused = await gateway.get("/v1/trends")
        assert (refused.status_code, refused.json()["code"]) == (429, "quota-exceeded")
        assert refused.headers["content-type"] == "application/problem+json"
        assert left(refused) == 0
        assert 1 <= int(refused.headers["retry-after"]) <= 66
        assert (await gateway.get("/health/live")).status_code == 200
        # A key has a quota of its own, and so have those who try keys.
        key = bearer(await give_key())
        assert (await gateway.get("/v1/trends", headers=key)).status_code == 200
        tried = await gateway.get("/v1/trends", headers={"Authorization": "Bearer spc_live_x"})
        assert tried.status_code == 429
        # Dearer than the whole quota means all of it, not never.
        fresh = bearer(await give_key())
        assert (await gateway.get("/v1/criteria/export", headers=fresh)).status_code == 200
        assert (await gateway.get("/v1/trends", headers=fresh)).status_code == 429


async def test_waiting_as_long_as_told_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    quotas, now = Quotas(GatewaySettings(quota_public=30, cost_search=5)), 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    for step in range(300):
        kind = "search" if step % 3 == 0 else "default"
        taken = quotas.take("public", "somebody", kind)
        if not taken.granted:
            now += taken.reset_seconds
            assert quotas.take("public", "somebody", kind).granted, step
        now += step % 5 / 10


async def test_counters_that_ended_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    quotas, now = Quotas(GatewaySettings()), 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    for number in range(1000):
        quotas.take("public", str(number), "default")
    assert len(quotas.counters.storage) == 1000
    now += 121
    quotas.counters.sweep()
    assert not quotas.counters.storage
    assert not quotas.counters.expirations


@pytest.mark.parametrize(
    ("connection", "forwarded", "trusted", "counted"),
    [
        ("203.0.113.7", "1.1.1.1", [], "203.0.113.7"),
        ("203.0.113.7", "1.1.1.1", ["10.0.0.0/8"], "203.0.113.7"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.4", ["10.0.0.0/8"], "198.51.100.4"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.4, 10.0.0.9", ["10.0.0.0/8"], "198.51.100.4"),
        ("10.0.0.2", "", ["10.0.0.0/8"], "10.0.0.2"),
        ("10.0.0.2", "nonsense", ["10.0.0.0/8"], "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", [], "203.0.113.7"),
        (None, "", [], "unknown"),
    ],
)
def test_whose_address_is_counted(connection: str | None, forwarded: str, trusted: list[str], counted: str) -> None:
    headers = {b"x-forwarded-for": forwarded.encode()} if forwarded else {}
    networks = [ip_network(one) for one in trusted]
    assert client_address((connection, 1) if connection else None, headers, networks) == counted


def test_settings_read_lists_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPIRAL_TRUSTED_PROXIES", "10.0.0.0/8, ::1/128")
    monkeypatch.setenv("SPIRAL_CORS_ORIGINS", "https://a.example,https://b.example")
    settings = GatewaySettings()
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert settings.cors_origins == ("https://a.example", "https://b.example")


async def test_many_at_once_get_exactly_the_quota(open_gateway: OpenGateway, give_key: GiveKey) -> None:
    key: dict[str, Any] = bearer(await give_key())
    async with open_gateway(quota_app=40) as gateway:
        answers = await asyncio.gather(*(gateway.get("/v1/trends", headers=key) for _ in range(60)))
    codes = [answer.status_code for answer in answers]
    assert (codes.count(200), codes.count(429)) == (40, 20)
