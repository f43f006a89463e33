"""The command: exit codes, what it says, what it never says."""

import csv
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from interrupting import interruptible
from openpyxl import load_workbook
from spiral_client import check
from spiral_client.configuration import config_file, load
from stand_in_server import StandIn

CLIENT = Path(__file__).parents[2] / "client"
GOOD = "Group;Profile;Year;Question;Criterion;Name\nA;women;2024;1;a roof;SECRETNAME\nA;women;2024;2;cold;SECRETNAME\n"


def spiral(
    *arguments: str, url: str | None = None, key: str = "spc_test", stdin: str = ""
) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(CLIENT), "PYTHONIOENCODING": "utf-8"}
    if url:
        environment |= {"SPIRAL_URL": url, "SPIRAL_KEY": key}
    command = [sys.executable, "-m", "spiral_client", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, input=stdin, timeout=120, check=False
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(GOOD)
    return path


def test_a_push_that_stores_everything_ends_with_0(server: StandIn, file: Path) -> None:
    done = spiral("push", str(file), url=server.url)
    assert done.returncode == 0, done.stderr
    assert "2 criteria read, 2 sent; 2 created" in done.stdout
    assert "NOT SENT, because they are about persons: 'Name'" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert "SECRETNAME" not in done.stdout + done.stderr + str(server.criteria)


def test_json_is_one_document_and_nothing_else(server: StandIn, file: Path) -> None:
    done = spiral("push", str(file), "--json", url=server.url)
    answer = json.loads(done.stdout)
    assert (answer["counts"], answer["exit_code"], done.stderr) == ({"created": 2}, 0, "")
    checked = json.loads(spiral("check", str(file), "--json").stdout)
    assert [column["field"] for column in checked["columns"]][-1] == "personal"
    refused = spiral("push", "absent.csv", "--json", url=server.url)
    assert (refused.returncode, json.loads(refused.stdout)["exit_code"]) == (2, 2)


def test_exit_codes(server: StandIn, file: Path, tmp_path: Path) -> None:
    assert spiral("push", str(file), url=server.url, key="spc_wrong").returncode == 4
    assert spiral("push", str(tmp_path / "absent.csv"), url=server.url).returncode == 2
    assert spiral("push").returncode == 2
    assert spiral("push", str(file)).returncode == 2  # no server configured
    assert spiral("whoami", url="ftp://nowhere").returncode == 2
    file.write_text(GOOD + "A;women;2024;nine;x;\n")
    assert spiral("push", str(file), url=server.url).returncode == 1
    assert spiral("check", str(file)).returncode == 1
    assert spiral("status", "unknown", url=server.url).returncode == 2


def test_trouble_with_the_server_ends_with_3(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from spiral_client.client import Client
    from spiral_client.command import app
    from typer.testing import CliRunner

    started = Client.__init__
    monkeypatch.setattr(
        Client, "__init__", lambda self: started(self, "http://127.0.0.1:1", "k", attempts=2, sleep=len_)
    )
    done = CliRunner().invoke(app, ["push", str(file)])
    assert done.exit_code == 3
    assert "no answer from" in done.output


def len_(seconds: float) -> None:
    assert seconds > 0


def test_a_fault_of_the_program_has_its_own_code_and_shows_no_variables(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spiral_client.command import app, push
    from typer.testing import CliRunner

    def broken(*_: object) -> None:
        raise RuntimeError("spc_secret")

    monkeypatch.setattr(push, "read_file", broken)
    done = CliRunner().invoke(app, ["check", str(file)])
    assert done.exit_code == 70
    assert "spc_secret" not in done.output


def test_failed_rows_are_written_so_that_they_can_be_corrected_and_pushed(server: StandIn, tmp_path: Path) -> None:
    path, failed = tmp_path / "a.csv", tmp_path / "failed.csv"
    path.write_text("Group,Profile,Year,Question,Criterion\nA,women,2024,nine,=1+1\n,,,2,cold\nA,women,2024,1,roof\n")
    assert spiral("push", str(path), "--errors-to", str(failed), url=server.url).returncode == 1
    rows = list(csv.reader(failed.open(encoding="utf-8-sig")))
    assert rows[0] == [
        "Group",
        "Profile",
        "Year",
        "Question",
        "Criterion",
        "what is wrong (spiral)",
        "from sheet",
        "from row",
    ]
    assert [row[4] for row in rows[1:]] == ["'=1+1"]
    assert rows[1][-1] == "2"
    failed.write_text(failed.read_text(encoding="utf-8-sig").replace("nine", "3"))
    again = spiral("push", str(failed), url=server.url)
    assert again.returncode == 0, again.stdout
    assert server.texts() == ["=1+1", "cold", "roof"]


def test_failed_rows_as_a_workbook_hold_no_formula(server: StandIn, tmp_path: Path) -> None:
    path, failed = tmp_path / "a.csv", tmp_path / "failed.xlsx"
    path.write_text("Group,Question,Criterion\nA,nine,=1+1\n")
    spiral("check", str(path), "--errors-to", str(failed))
    cell = load_workbook(failed).active["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert spiral("check", str(path), "--errors-to", str(path)).returncode == 2


def test_the_key_is_stored_for_its_owner_only_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    done = spiral("configure", "--url", "https://spiral.example.org/", "--key-stdin", stdin="spc_stored\n")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(config_file().stat().st_mode) == 0o600
    assert "spc_stored" not in done.stdout + done.stderr
    assert (load().url, load().key) == ("https://spiral.example.org", "spc_stored")
    assert "spc_stored" not in repr(load())
    monkeypatch.setenv("SPIRAL_KEY", "spc_other")
    assert load().key == "spc_other"
    monkeypatch.delenv("SPIRAL_KEY")
    monkeypatch.setenv("SPIRAL_URL", "https://elsewhere.example.org")
    assert load().key is None  # a key is not shown to another server
    config_file().chmod(0o644)
    assert load().unsafe_file


def test_a_search_is_plain_lines_with_tabs_off_a_terminal(server: StandIn) -> None:
    done = spiral("search", "toit", url=server.url)
    names, first, second = [line.split("\t") for line in done.stdout.splitlines()]
    assert names == ["score", "language", "country", "question", "code", "label", "n_alike", "text", "id"]
    assert first == ["0.71", "fr", "FR", "wellbeing", "A03", "Logement", "2", "un toit à soi", "1"]
    assert second == ["0.5", "en", "", "wellbeing", "", "", "", "a roof", "2"]
    assert "{" not in done.stdout
    nothing = spiral("search", "bitcoin", url=server.url)
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "nothing close was found" in nothing.stderr
    whole = json.loads(spiral("search", "toit", "--json", url=server.url).stdout)
    assert whole["items"][0]["proposals"]


def test_status_trends_search_and_whoami_answer(server: StandIn, file: Path) -> None:
    pushed = json.loads(spiral("push", str(file), "--json", url=server.url).stdout)
    assert "2 created" in spiral("status", pushed["import_id"], url=server.url).stdout
    assert pushed["import_id"] in spiral("status", url=server.url).stdout
    assert "FR\t3" in spiral("trends", "--country", "FR", url=server.url).stdout
    asked = json.loads(spiral("search", "toit", "--where", "profile=women", "--json", url=server.url).stdout)["asked"]
    assert asked == {"q": "toit", "profile": "women"}
    assert "role: partner" in spiral("whoami", url=server.url).stdout


def test_what_a_file_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Group,Question,Criterion,\x1b[31mred [bold]x[/bold]\nA,\x1b]0;title\x07,roof,1\n")
    done = spiral("check", str(path))
    assert "\x1b" not in done.stdout
    assert "[bold]x[/bold]" in done.stdout


@pytest.mark.parametrize("language", ["en", "fr", "pt", "it", "es", "nl", "ro", "pl", "el", "ar", "de"])
def test_the_template_of_each_language_is_read_back_without_a_guess(tmp_path: Path, language: str) -> None:
    from spiral_client.template import write_template

    path = tmp_path / "t.xlsx"
    write_template(path, language)
    book = load_workbook(path)
    criteria, groups, _, lists = book.worksheets
    assert criteria.data_validations.count == 2
    groups.append(["G", lists["B3"].value, 2024, 3, 9])
    for row in range(1, 4):
        criteria.append(["G", lists.cell(row=row, column=1).value, f"text {row}", language, row, "A01"])
    book.save(path)
    reading = check(path)
    assert not reading.problems
    assert [draft.fields["question"] for draft in reading.drafts] == ["wellbeing", "illbeing", "action"]
    assert [draft.fields["participant"] for draft in reading.drafts] == [1, 2, 3]
    group = reading.groups["g"]
    assert (group.year, group.month, group.n_participants) == (2024, 3, 9)
    assert {column.sure for plan in reading.plans for column in plan.headers.columns} == {"known"}


def test_a_template_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_text("mine")
    assert spiral("template", str(path)).returncode == 2
    assert path.read_text() == "mine"
    assert spiral("template", str(tmp_path / "t.csv")).returncode == 2
    assert spiral("template", "--language", "tlh", str(tmp_path / "u.xlsx")).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupted_command_remembers_the_push_and_goes_on(server: StandIn, file: Path) -> None:
    arrived = threading.Event()

    def never(handler: object, answer: object) -> None:
        arrived.set()
        time.sleep(3)

    server.fail("POST /v1/imports", never)
    environment = {**os.environ, "PYTHONPATH": str(CLIENT), "SPIRAL_URL": server.url, "SPIRAL_KEY": "spc_test"}
    command = [sys.executable, "-m", "spiral_client", "push", str(file)]
    with interruptible(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert arrived.wait(30)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "goes on" in said
    again = spiral("push", str(file), url=server.url)
    assert again.returncode == 0
    assert "resumed" in again.stdout


def test_a_file_without_criteria_is_not_a_success(server: StandIn, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("Group,Question,Criterion\n")
    assert spiral("push", str(path), url=server.url).returncode == 2
