"""Syntheses, contrasts and alarms from the command: what is read aloud, what is waited for, how it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from interrupting import interruptible
from spiral_client import Client, SpiralError
from spiral_client.errors import NotMade, ServerTrouble, Unsettled
from stand_in_server import Handler, StandIn, cut_after
from stand_in_syntheses import FAILED, MADE, PLACES, REPORTS, SLOW

CLIENT = Path(__file__).parents[2] / "client"


def environment(server: StandIn) -> dict[str, str]:
    told = {"PYTHONPATH": str(CLIENT), "PYTHONIOENCODING": "utf-8", "SPIRAL_URL": server.url, "SPIRAL_KEY": "spc_test"}
    return {**os.environ, **told}


def spiral(server: StandIn, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "spiral_client", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment(server), timeout=60, check=False
    )


def rows(said: str) -> list[list[str]]:
    return [line.split("\t") for line in said.splitlines() if "\t" in line]


def test_a_synthesis_is_told_so_that_it_can_be_read_aloud(server: StandIn) -> None:
    done = spiral(server, "synthesise", "Mons", "--lang", "fr", "--question", "wellbeing", "--year-from", "2020")
    assert done.returncode == 0, done.stderr
    scope = {"under": PLACES[0]["id"], "questions": ["wellbeing"], "year_from": 2020}
    assert server.syntheses.asked == [{"scope": scope}]
    assert "Mons: 1,240 criteria of 100 people in 12 groups, 1 territory of 1 country" in done.stdout
    assert "50% proposed by the machine, 50% coded by people" in done.stdout
    assert "2 criteria have been withdrawn since" in done.stdout
    told = rows(done.stdout)
    assert ["1", "D03", "Amitié", "8.1%", "6.9% to 9.4%", "11"] in told
    assert "nobody named: A03 Housing" in done.stdout
    assert ["Femmes", "wellbeing", "more", "D03", "Amitié", "12.0%", "4.0%", "× 3.0 (1.5 to 6.0)", "0.003"] in told
    assert "too few groups to be compared: Jeunes" in done.stdout
    assert ["les amis", "240", "12", "“un vrai ami”"] in told
    assert "31 criteria stand alone" in done.stdout
    assert "the codebook is provisional" in done.stdout
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["waiting", "topics", "labels"]
    assert "\x1b" not in done.stdout + done.stderr


def test_json_of_a_synthesis_is_one_document(server: StandIn, tmp_path: Path) -> None:
    page = tmp_path / "mons.html"
    done = spiral(server, "synthesise", "BE", "--json", "--out", str(page))
    assert json.loads(done.stdout)["document"]["voices"]["n_criteria"] == 1240
    assert (done.returncode, done.stderr) == (0, "")
    assert page.read_text() == REPORTS["report.html"]
    asked = json.loads(spiral(server, "synthesise", "BE", "--json", "--no-wait", "--open-only").stdout)
    assert (asked["id"], asked["state"]) == (MADE, "queued")
    assert [each["scope"] for each in server.syntheses.asked] == [
        {"country": "BE"},
        {"country": "BE", "open_only": True},
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["synthesise", "FI"], 1, "the synthesis failed: no model has been loaded"),
        (["synthesise", "Nowhere"], 2, "no territory is called 'Nowhere'"),
        (["synthesise", "Neuville"], 2, f"2 territories are called 'Neuville'; give the id of one: "
                                        f"Neuville (village, BE, {PLACES[2]['id']})"),
        (["synthesise", "neu"], 2, "near it: Neuville (village, BE"),
        (["synthesise", "network"], 4, "spiral whoami tells what the key is for"),
        (["syntheses", "55555555-5555-4555-8555-555555555555"], 2, "synthesis-unknown"),
        (["report", FAILED], 1, "failed"),
        (["report", MADE, "--format", "docx"], 2, "html, md, csv, json, not docx"),
        (["synthesise", "BE", "--out", "a.pdf"], 2, "not as pdf"),
        (["contrast", "night-nurses"], 2, "nothing-to-contrast"),
        (["contrast", "Belgium", "--by", "territory"], 2, "compare countries with --by country"),
        (["alarms", "group:1"], 2, "not of a platform or a group"),
    ],
)  # fmt: skip
def test_every_way_to_fail_has_its_sentence_and_its_exit_code(
    server: StandIn, arguments: list[str], code: int, said: str
) -> None:
    done = spiral(server, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_one_who_stops_waiting_is_told_that_the_synthesis_goes_on(server: StandIn) -> None:
    command = [sys.executable, "-m", "spiral_client", "synthesise", "SE"]
    with interruptible(command, env=environment(server), stderr=subprocess.PIPE) as waiting:
        assert waiting.stderr is not None
        first = waiting.stderr.readline()
        waiting.send_signal(signal.SIGINT)
        _, said = waiting.communicate(timeout=30)
    assert (first.strip(), waiting.returncode) == ("topics: 30 %", 130)
    assert f"the synthesis goes on without you; look again with: spiral syntheses {SLOW}" in said
    stopped = spiral(server, "syntheses", SLOW, "--cancel")
    assert "state: cancelled" in stopped.stdout
    assert spiral(server, "syntheses", SLOW).returncode == 1


def test_a_report_is_written_in_the_form_of_its_file_and_given_byte_for_byte_to_other_programs(
    server: StandIn, tmp_path: Path
) -> None:
    assert spiral(server, "report", MADE).stdout == REPORTS["report.md"]
    for name, said in (("a.html", "report.html"), ("a.csv", "report.csv"), ("a", "report.md")):
        assert spiral(server, "report", MADE, "--out", str(tmp_path / name)).returncode == 0
        assert (tmp_path / name).read_bytes().decode() == REPORTS[said]
    raw = subprocess.run(
        [sys.executable, "-m", "spiral_client", "report", MADE, "--format", "csv"],
        env=environment(server), capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert raw.stdout.decode() == REPORTS["report.csv"]
    assert spiral(server, "report", MADE, "--format", "iramuteq").stdout == REPORTS["criteria.txt"]


def test_a_contrast_takes_kinds_and_places_as_people_write_them(server: StandIn) -> None:
    done = spiral(server, "contrast", "Femmes", "--scope", "network")
    assert rows(done.stdout)[1] == ["all", "more", "D03", "Friendship", "12.0%", "4.0%", "2.0% to 18.0%", "0.003",
                                    "yes", "“un vrai ami”"]  # fmt: skip
    assert "1 of the 1 shown stand; 207 were tested" in done.stdout
    asked = json.loads(spiral(server, "contrast", "Mons", "--by", "territory", "--json").stdout)["asked"]
    # A partner's key that names no scope asks about its own territory.
    assert (asked["value"], asked["under"]) == (PLACES[0]["id"], server.roots[0])
    server.roots.append(PLACES[0]["id"])
    several = spiral(server, "contrast", "women")
    assert (several.returncode, "speaks for several territories" in several.stderr) == (2, True)


def test_alarms_say_who_and_where_with_a_label_beside_the_code(server: StandIn) -> None:
    done = spiral(server, "alarms", "BE", "--kind", "femmes")
    assert rows(done.stdout) == [
        ["who", "where", "question", "direction", "code", "label", "share", "others", "odds (95 %)", "q", "words"],
        ["Women", "network", "all", "more", "D03", "Friendship", "12.0%", "4.0%", "× 3.0 (1.5 to 6.0)", "0.003",
         "“un vrai ami”"],
    ]  # fmt: skip
    asked = json.loads(spiral(server, "alarms", "--past", "--every", "--json").stdout)[0]["asked"]
    assert "lead" not in asked
    assert asked["stands"] == "false"


def test_the_review_queue_says_what_to_look_at_and_why(server: StandIn) -> None:
    done = spiral(server, "review", "BE")
    assert rows(done.stdout)[1][:4] == ["3", "fr", "illbeing", "mourir seul"]
    assert rows(done.stdout)[1][4:7] == ["D03", "Friendship", "The coder is unsure"]


def test_a_lost_answer_asks_for_one_synthesis_and_not_for_two(server: StandIn, client: Client) -> None:
    keys: list[str | None] = []

    def lose(handler: Handler, answer: Callable[[], None]) -> None:
        keys.append(handler.headers["Idempotency-Key"])
        cut_after(handler, answer)

    server.fail("POST /v1/syntheses", lose, lose)
    assert client.syntheses.ask({"country": "BE"})["id"] == MADE
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert keys[0]
    assert server.requests.count(("POST", "/v1/syntheses")) == 3


def test_waiting_from_python_tells_progress_and_loses_patience(client: Client) -> None:
    told: list[tuple[str, float]] = []
    assert client.syntheses.wait(MADE, told=lambda phase, share: told.append((phase, share)))["state"] == "done"
    assert told == [("waiting", 0.0), ("topics", 0.3), ("labels", 0.55)]
    with pytest.raises(ServerTrouble, match="look again with its id"):
        client.syntheses.wait(SLOW, patience=-1)
    with pytest.raises(NotMade) as failed:
        client.syntheses.wait(FAILED)
    assert isinstance(failed.value, SpiralError)
    assert failed.value.exit_code == 1


def test_a_scope_is_what_people_call_it(client: Client) -> None:
    assert client.scope("network") == {}
    assert client.scope("Belgique") == client.scope("BE") == {"country": "BE"}
    assert client.scope("group:7") == {"group": "7"}
    assert client.scope(PLACES[1]["id"]) == {"under": PLACES[1]["id"]}
    with pytest.raises(Unsettled):
        client.scope("—")
