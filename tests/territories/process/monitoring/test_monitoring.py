"""A monitoring programme: who collects what, from where, for which period."""

from datetime import UTC, datetime, timedelta

from tests.territories.process.makers import City

TODAY = datetime.now(UTC).date()


async def test_a_period_tells_who_collects_what_from_where(city: City) -> None:
    office = await city.record("stakeholders", name="Statistics office", sector="public", external_id="office")
    source = await city.record("data-sources", title="Register", holder="office", external_id="register")
    period = await city.record(
        "reporting-periods",
        title="2026",
        starts_on="2026-01-01",
        ends_on="2026-12-31",
        collects=[
            {"what": "Homes", "stakeholder": "office", "data_source": "register", "due_on": "2027-02-01"},
            {"what": "Voices"},
        ],
    )
    first = period["collects"][0]
    assert (first["stakeholder"], first["data_source"]) == ({"id": office["id"]}, {"id": source["id"]})
    assert {(link["kind"], link["key"]) for link in period["links"]} == {
        ("stakeholder", office["id"]),
        ("data-source", source["id"]),
    }


async def test_what_is_collected_from_nowhere_is_refused_where_it_stands(city: City) -> None:
    refused = await city.refused(
        "reporting-periods",
        title="2026",
        starts_on="2026-01-01",
        ends_on="2026-12-31",
        collects=[{"what": "Voices"}, {"what": "Homes", "data_source": "nowhere"}],
    )
    assert refused == [("/collects/1/data_source", "reference-unknown")]


async def test_resources_that_can_be_had_today_are_found(city: City) -> None:
    later = str(TODAY + timedelta(days=30))
    holder = (await city.record("stakeholders", name="Parish", sector="citizen"))["id"]
    await city.record("resources", title="Hall", kind_of="material", holder=holder)
    await city.record("resources", title="Fund", kind_of="financial", available_from=later)
    params = {"platform_id": city.platform, "available": "true"}
    found = (await city.client.get("/v1/resources", params=params, headers=city.headers)).json()["items"]
    assert [each["title"] for each in found] == ["Hall"]
    params = {"platform_id": city.platform, "links_to": f"stakeholder/{holder}"}
    found = (await city.client.get("/v1/resources", params=params, headers=city.headers)).json()["items"]
    assert [each["title"] for each in found] == ["Hall"]


async def test_everybody_reads_where_to_complain_once_it_is_released(city: City, public: dict[str, str]) -> None:
    made = await city.record(
        "complaint-bodies",
        name="Ombudsperson",
        independent=True,
        how_to_reach="Rua 5, mornings",
        rights=["udhr/8"],
        reports=[{"year": 2025, "received": 12, "resolved": 7}],
    )
    address = f"/v1/complaint-bodies/{made['id']}"
    assert (await city.client.get(address, headers=public)).status_code == 404
    await city.change("complaint-bodies", made, released=True)
    seen = (await city.client.get(address, headers=public)).json()
    assert (seen["how_to_reach"], seen["reports"][0]["resolved"]) == ("Rua 5, mornings", 7)


async def test_yearly_numbers_come_and_go_as_a_table(city: City) -> None:
    table = (
        "external_id,platform_id,name,independent,how_to_reach,rights,reports\n"
        f'o,{city.platform},Ombudsperson,yes,Rua 5,udhr/8;udhr/7,"[{{""year"": 2025, ""received"": 3}}]"\n'
    )
    headers = city.headers | {"Content-Type": "text/csv"}
    told = (await city.client.post("/v1/complaint-bodies/import", content=table, headers=headers)).json()
    assert [each["outcome"] for each in told["items"]] == ["created"], told
    out = await city.client.get(
        "/v1/complaint-bodies/export", params={"platform_id": city.platform}, headers=city.headers
    )
    again = (await city.client.post("/v1/complaint-bodies/import", content=out.text, headers=headers)).json()
    assert [each["outcome"] for each in again["items"]] == ["unchanged"], again
