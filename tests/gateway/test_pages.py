"""Pages and documents: nothing from elsewhere, readable by people and by machines."""

import json
import re
from html.parser import HTMLParser

import httpx
import pytest

from services.gateway.keyring import Keyring
from tests.gateway.conftest import OpenGateway

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Addresses(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            assert name != "style"
            if name in ("href", "src", "action") and value:
                self.found.append(value)


@pytest.mark.parametrize("path", ["/", "/docs", "/problems", "/problems/key-invalid", "/problems/some-thing"])
async def test_pages_load_nothing_from_elsewhere(gateway: httpx.AsyncClient, path: str) -> None:
    answer = await gateway.get(path, headers=PAGE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    addresses = Addresses(answer.text)
    assert addresses.found
    for address in addresses.found:
        if address.startswith("#"):
            continue
        assert address.startswith("/"), address
        assert not address.startswith("//")
        assert (await gateway.get(address)).status_code == 200, address
    assert 'lang="en"' in answer.text
    if path != "/docs":
        assert "script" not in addresses.tags
        assert addresses.tags.count("h1") == 1
        assert addresses.tags.count("main") == 1


async def test_docs_run_our_own_script_only(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/docs")
    policy = answer.headers["content-security-policy"]
    assert re.search(r"script-src 'self' 'sha256-[A-Za-z0-9+/=]+';", policy)
    assert "cdn" not in answer.text
    assert "validatorUrl: null" in answer.text
    bundle = await gateway.get("/docs/assets/swagger-ui-bundle.js")
    assert len(bundle.content) > 100_000
    assert bundle.headers["x-content-type-options"] == "nosniff"


async def test_the_first_page_says_what_is_provisional_and_what_is_synthetic(
    open_gateway: OpenGateway,
) -> None:
    async with open_gateway(demonstration=False) as real, open_gateway(demonstration=True) as demonstration:
        page = (await real.get("/")).text
        assert "provisional" in page
        assert "synthetic" not in page
        assert "All data here is synthetic" in (await demonstration.get("/")).text
    for link in ("/v1/trends?by=country,dimension", "/v1/codebooks", "/v1/territories.geojson", "/v1/status"):
        assert f'href="{link}"' in page


async def test_problems_are_explained_to_people_and_programs(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/problems/quota-exceeded")
    assert answer.json()["title"].startswith("Too many requests")
    assert answer.json()["status"] == 429
    assert "Retry-After" in answer.json()["advice"]
    page = await gateway.get("/problems/quota-exceeded", headers=PAGE)
    assert "Too many requests" in page.text
    unknown = await gateway.get("/problems/territory-on-the-moon")
    assert unknown.json()["title"] == "Territory on the moon."
    assert (await gateway.get("/problems/<script>")).status_code == 404
    assert (await gateway.get("/problems")).json()["items"]


async def test_every_error_leads_to_its_explanation(gateway: httpx.AsyncClient) -> None:
    for answer in [
        await gateway.get("/nowhere"),
        await gateway.get("/v1/keys"),
        await gateway.delete("/docs"),
        await gateway.get("/v1/trends", headers={"X-API-Key": "x"}),
    ]:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        explained = (await gateway.get(problem["type"])).json()
        assert explained["code"] == problem["code"]
        assert explained["title"] == problem["title"]
    assert (await gateway.delete("/docs")).status_code == 405
    assert (await gateway.delete("/v1/keys")).status_code == 405


async def test_machines_find_their_way(gateway: httpx.AsyncClient) -> None:
    catalog = await gateway.get("/.well-known/api-catalog")
    assert catalog.headers["content-type"].startswith("application/linkset+json")
    for links in json.loads(catalog.text)["linkset"]:
        for relation in ("service-desc", "service-doc", "status"):
            for link in links[relation]:
                assert (await gateway.get(link["href"])).status_code == 200, link
    robots = await gateway.get("/robots.txt")
    assert "Disallow: /v1/" in robots.text
    icon = await gateway.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"


async def test_other_origins_may_read(gateway: httpx.AsyncClient) -> None:
    origin = {"Origin": "https://app.example"}
    for path in ("/v1/trends", "/openapi.json", "/nowhere"):
        answer = await gateway.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        exposed = answer.headers["access-control-expose-headers"]
        for name in ("Link", "ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Trace-Id"):
            assert name in exposed.split(", ")
    refused = await gateway.get("/v1/trends", headers=origin | {"X-API-Key": "wrong"})
    assert refused.headers["access-control-allow-origin"] == "*"
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    preflight = await gateway.options("/v1/trends", headers=origin | asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"


async def test_only_listed_origins_may_change_things(open_gateway: OpenGateway) -> None:
    async with open_gateway(cors_origins=("https://ours.example",)) as gateway:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key"}
        for origin, allowed in [("https://ours.example", True), ("https://other.example", False)]:
            headers = {"Origin": origin}
            preflight = await gateway.options("/v1/imports", headers=headers | asked)
            assert (preflight.status_code == 200) is allowed
            answer = await gateway.post("/v1/imports", headers=headers)
            assert (answer.headers.get("access-control-allow-origin") == origin) is allowed


async def test_security_headers_are_on_every_answer(gateway: httpx.AsyncClient) -> None:
    for path in ("/", "/v1/trends", "/nowhere", "/openapi.json", "/v1/keys"):
        answer = await gateway.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["trace-id"]), path


async def test_answers_to_a_key_are_not_kept_by_caches(gateway: httpx.AsyncClient) -> None:
    refused = await gateway.get("/v1/trends", headers={"X-API-Key": "x"})
    assert refused.headers["cache-control"] == "private, no-store"
    public = await gateway.get("/v1/trends")
    assert "cache-control" not in public.headers
    assert "Authorization" in public.headers["vary"]
    assert Keyring.__doc__
