"""Who was not heard stands beside every synthesis of a territory, as it is known when that is read."""

from typing import Any

from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region
from tests.synthesis.process.records_of import Cabinet
from tests.synthesis.syntheses.conftest import Ask, finish


async def read(chain: Chain, path: str, role: str = "staff", **headers: str) -> Any:
    answer = await chain.ask("synthesis", "GET", path, role, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


async def test_who_was_not_heard_is_told_as_it_is_known_now(chain: Chain, region: Region, made: dict[str, Any]) -> None:
    here = f"/v1/syntheses/{made['id']}"
    assert made["coverage"]["not_heard"] == []
    links = {"profile": ("profile", "migrants")}
    await Cabinet(chain.pool).put("population-note", region.city, "", {"n_people": 900}, links=links)
    now = (await read(chain, here)).json()
    assert now["coverage"]["not_heard"] == ["migrants"]
    # The record itself is what it was.
    assert now["document"] == made["document"]
    assert now["provenance"] == made["provenance"]
    report = (await read(chain, f"{here}/report.md?lang=en")).text
    told = report.split("Who was not heard")[1].split("\n## ")[0]
    assert "Migrants" in told
    assert "900" in told
    assert "Who is missing" not in report
    assert "Qui n’a pas été entendu" in (await read(chain, f"{here}/report?lang=fr")).text
    table = (await read(chain, f"{here}/report.csv")).text
    assert any(line.startswith("coverage,profile,migrants") for line in table.splitlines())


async def test_it_is_not_told_to_everybody_nor_of_a_part_of_the_people(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    everybody = await ask(scope={"under": str(region.id), "open_only": True}, resamplings=200)
    some = await ask(scope={"under": str(region.id), "profiles": ["youth"]}, resamplings=200)
    network = await ask(scope={}, resamplings=200)
    await finish(chain, works)
    here = everybody["links"]["self"]
    await chain.ask("synthesis", "POST", f"{here}/validate", "staff")
    assert (await chain.ask("synthesis", "PUT", f"{here}/release", "staff")).status_code == 200
    assert (await read(chain, here)).json()["coverage"]["n_groups"] == 18
    assert (await read(chain, here, "public")).json()["coverage"] is None
    for asked in (some, network):
        assert (await read(chain, asked["links"]["self"])).json()["coverage"] is None
