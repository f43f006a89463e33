"""What the client waits for: a server that is still starting, and figures that are still being made."""

from typing import Any

import pytest
from spiral_client import Client, ServerTrouble
from spiral_client.process.own import joined
from stand_in_server import Handler, StandIn
from stand_in_syntheses import PLACES


def starting(handler: Handler, _: Any) -> None:
    """Describe a server of which a part has not answered yet."""
    handler.reply(200, {"paths": {"/v1/keys": {}}, "components": {"schemas": {}}})


def test_a_description_without_any_kind_is_asked_for_again(client: Client, server: StandIn) -> None:
    server.fail("/openapi.json", starting, starting)
    assert list(client.kinds.forms.known) == ["/v1/actions"]
    assert len(server.naps) == 2


def test_a_server_without_kinds_for_long_is_trouble_and_is_asked_anew_next_time(
    client: Client, server: StandIn
) -> None:
    server.fail("/openapi.json", *[starting] * 6)
    with pytest.raises(ServerTrouble, match="keeps records does not answer"):
        client.kinds.forms.form("actions")
    assert sum(server.naps) > 5
    assert client.kinds.forms.form("actions").path == "actions"


def status(*ends: str | None, pending: int = 0, done: bool = True) -> dict[str, Any]:
    feeds = [{"feed": f"feed {n}", "behind": 0, "caught_up_at": end} for n, end in enumerate(ends)]
    readings = [{"state": "serving", "pending": pending}, {"state": "filling", "pending": 9}]
    return {"up_to_date": done, "feeds": feeds, "readings": readings, "groups_to_count": 0}


def test_what_was_up_to_date_before_is_waited_for_until_every_feed_was_looked_at_again(
    client: Client, server: StandIn
) -> None:
    # A look that ends after the question may have begun before it; the one after that cannot.
    server.statuses = [
        status("1", "1"), status("2", "1"), status("2", "2"), status("3", "2"),
        status("3", "3", pending=4, done=False), status("4", "4", pending=1, done=False), status("5", "5"),
        status("6", "6"),
    ]  # fmt: skip
    told: list[tuple[int, int]] = []
    found = client.wait_until_counted(told=lambda done, most: told.append((done, most)))
    assert found["feeds"][0]["caught_up_at"] == "5"
    assert len(server.statuses) == 1
    assert told[-2:] == [(0, 4), (3, 4)]


def test_a_server_that_never_gets_there_is_trouble(client: Client, server: StandIn) -> None:
    server.statuses = [status("1", None, pending=7, done=False)]
    with pytest.raises(ServerTrouble, match="7 things to read"):
        client.wait_until_counted(patience=0)


def test_of_several_places_of_one_name_the_keys_own_is_meant(client: Client, server: StandIn) -> None:
    first, second = PLACES[2]["id"], PLACES[3]["id"]
    server.roots = [second]
    assert client.scope("Neuville") == {"under": second}
    assert client.territory_id("Neuville") == second
    server.roots = [first, second]
    with pytest.raises(Exception, match="2 territories are called 'Neuville'"):
        client.territory_id("Neuville")


def test_exports_of_several_territories_are_one_table_with_every_row_once() -> None:
    one, two = "id,title\r\n1,a\r\n2,b\r\n", 'id,title,due_on\r\n2,b,\r\n3,"c\r\nd",2026-01-01\r\n'
    assert joined([one, two], "csv") == 'id,title,due_on\r\n1,a,\r\n2,b,\r\n3,"c\r\nd",2026-01-01\r\n'
    assert joined(['{"id":1}\n{"id":2}\n', '{"id":2}\n'], "ndjson") == '{"id":1}\n{"id":2}\n'
    assert joined([one], "csv") is one
