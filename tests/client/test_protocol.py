"""What the client does when the way to the server is bad: over real sockets, with faults on demand."""

import random
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from spiral_client import Client, FileUnreadable, NotAllowed, NotStored, PushResult, Refused, ServerTrouble
from spiral_client.configuration import state_folder
from spiral_client.pushing import body as bodies
from stand_in_server import TERRITORY, StandIn, busy, corrupting, cut_after, cut_before, lying_proxy

GROUP = "33333333-3333-4333-8333-333333333333"


@pytest.fixture(autouse=True)
def group(server: StandIn) -> None:
    server.groups[GROUP] = {"id": GROUP, "external_id": "A", "label": "Group A", "year": 2024}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.csv"
    rows = "".join(f"A,1,criterion number {number} about a good home\n" for number in range(40))
    path.write_text("Group,Question,Criterion\n" + rows)
    return path


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiral_client.pushing.delivery.INLINE_BYTES", 1000)
    monkeypatch.setattr(bodies, "PART_BYTES", 1500)


def push(client: Client, file: Path, **options: object) -> PushResult:
    return client.push(file, TERRITORY, **options)  # type: ignore[arg-type]


def pending() -> list[Path]:
    return list(state_folder().glob("*.json"))


def test_a_push_stores_everything_and_the_same_again_changes_nothing(
    server: StandIn, client: Client, file: Path
) -> None:
    first = push(client, file)
    assert (first.counts, first.exit_code, first.n_sent) == ({"created": 40}, 0, 40)
    assert push(client, file).counts == {"unchanged": 40}
    assert len(server.criteria) == 40
    assert len(set(server.keys)) == 2
    assert not pending()


@pytest.mark.parametrize("fault", [busy(502), busy(503), busy(504), busy(429), cut_before, cut_after, lying_proxy])
def test_a_request_that_fails_is_repeated_under_the_same_key(
    server: StandIn, client: Client, file: Path, fault: object
) -> None:
    server.fail("POST /v1/imports", fault, fault)  # type: ignore[arg-type]
    result = push(client, file)
    assert result.counts == {"created": 40}
    assert len(server.imports) == 1
    assert len(set(server.keys)) <= 1
    assert server.naps


def test_the_server_says_how_long_to_wait(server: StandIn, client: Client, file: Path) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    server.fail("POST /v1/imports", busy(429, "7"), busy(503, later), busy(429, "99999"))
    push(client, file)
    assert 7 <= server.naps[0] < 8
    assert 25 < server.naps[1] < 31
    assert server.naps[2] < 121


def test_pauses_grow_and_differ(server: StandIn, client: Client, file: Path) -> None:
    server.fail("POST /v1/imports", *[busy(503)] * 6)
    push(client, file)
    assert len(set(server.naps)) == 6
    assert server.naps[5] > server.naps[0]


def test_a_server_that_stays_away_ends_in_trouble_and_the_push_can_go_on(
    server: StandIn, client: Client, file: Path
) -> None:
    server.fail("POST /v1/imports", *[cut_after] * 8)
    with pytest.raises(ServerTrouble) as caught:
        push(client, file)
    assert caught.value.exit_code == 3
    assert len(pending()) == 1
    result = push(client, file)
    assert result.resumed
    assert result.counts == {"created": 40}  # the replayed answer of the first request that arrived
    assert len(server.imports) == 1
    assert len(set(server.keys)) == 1
    assert not pending()


def test_a_receipt_for_other_content_is_not_believed(server: StandIn, client: Client, file: Path) -> None:
    server.fail("POST /v1/imports", corrupting)
    result = push(client, file)
    assert result.exit_code == 0
    assert len(set(server.keys)) == 2
    assert "criterion number 1 about a good home" in server.texts()
    server.fail("POST /v1/imports", corrupting, corrupting)
    with pytest.raises(NotStored) as caught:
        push(client, file)
    assert caught.value.exit_code == 3


def test_an_unknown_key_and_a_forbidden_push_are_told_apart_from_trouble(server: StandIn, file: Path) -> None:
    with Client(server.url, "spc_wrong", sleep=server.naps.append) as stranger, pytest.raises(NotAllowed) as caught:
        push(stranger, file)
    assert caught.value.exit_code == 4
    assert "spc_wrong" not in str(caught.value)
    assert "spc_wrong" not in repr(stranger)


def test_a_refusal_is_not_repeated(server: StandIn, client: Client, file: Path) -> None:
    server.fail("POST /v1/imports", busy(422), busy(500))
    with pytest.raises(Refused):
        push(client, file)
    assert sum(1 for method, path in server.requests if path == "/v1/imports") == 1
    with pytest.raises(ServerTrouble):
        push(client, file)


def test_the_key_does_not_follow_a_redirect(server: StandIn, client: Client, file: Path) -> None:
    server.fail("POST /v1/imports", lambda handler, _: handler.reply(307, b"", {"Location": "http://evil.invalid/"}))
    with pytest.raises(ServerTrouble, match="moved"):
        push(client, file)


@pytest.mark.usefixtures("small_parts")
def test_a_long_push_goes_in_parts_of_whole_lines(server: StandIn, client: Client, file: Path) -> None:
    seen: list[tuple[int, int]] = []
    result = push(client, file, report=lambda stage, done, total: seen.append((done, total)))
    assert result.counts == {"created": 40}
    assert sum(1 for method, _ in server.requests if method == "PATCH") > 3
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert not pending()


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("fault", [busy(429, "1"), busy(502), busy(503), cut_before, cut_after, lying_proxy])
@pytest.mark.parametrize("whole_digest", [True, False])
def test_a_part_that_fails_is_found_out_by_asking_for_the_offset(
    server: StandIn, client: Client, file: Path, fault: object, whole_digest: bool
) -> None:
    server.whole_digest = whole_digest
    server.fail("PATCH", fault, fault)  # type: ignore[arg-type]
    result = push(client, file)
    assert result.exit_code == 0
    assert len(server.criteria) == 40
    assert len(set(server.texts())) == 40


@pytest.mark.usefixtures("small_parts")
def test_a_part_that_was_changed_on_the_way_is_sent_again_from_the_start(
    server: StandIn, client: Client, file: Path
) -> None:
    server.fail("PATCH", corrupting)
    result = push(client, file)
    assert result.exit_code == 0
    assert len(server.bodies) == 2
    assert all("0" not in text.split(" number")[0] for text in server.texts())


@pytest.mark.usefixtures("small_parts")
def test_an_interrupted_upload_goes_on_where_it_stopped(server: StandIn, client: Client, file: Path) -> None:
    server.fail("PATCH", *[lambda handler, answer: answer()] * 2, *[cut_before] * 8)
    with pytest.raises(ServerTrouble):
        push(client, file)
    before = sum(1 for method, _ in server.requests if method == "PATCH") - 8
    result = push(client, file)
    assert result.resumed
    assert before == 2
    assert len(server.bodies) == 1
    assert result.counts == {"created": 40}
    assert not pending()


@pytest.mark.usefixtures("small_parts")
def test_a_forgotten_upload_is_begun_again(server: StandIn, client: Client, file: Path) -> None:
    server.fail("PATCH", *[cut_before] * 8)
    with pytest.raises(ServerTrouble):
        push(client, file)
    server.imports.clear()
    server.bodies.clear()
    assert push(client, file).counts == {"created": 40}


@pytest.mark.usefixtures("small_parts")
def test_a_lost_answer_at_the_end_is_asked_for_again(server: StandIn, client: Client, file: Path) -> None:
    server.fail("/finish", cut_after, busy(503))
    assert push(client, file).counts == {"created": 40}


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("seed", range(12))
def test_any_mixture_of_faults_stores_every_line_once(server: StandIn, client: Client, file: Path, seed: int) -> None:
    chance = random.Random(seed)
    faults = [busy(429, "1"), busy(502), busy(503), cut_before, cut_after, lying_proxy]
    for what in ("POST /v1/uploads", "PATCH", "GET /v1/uploads", "/finish", "GET /v1/groups", "/v1/keys"):
        server.fail(what, *(chance.choice(faults) for _ in range(chance.randint(0, 4))))
    for _ in range(5):
        try:
            result = push(client, file)
            break
        except ServerTrouble:
            continue
    assert result.exit_code == 0
    assert len(server.criteria) == 40


@pytest.mark.usefixtures("small_parts")
def test_two_at_once_end_well(server: StandIn, file: Path) -> None:
    results: list[int] = []

    def run() -> None:
        with Client(server.url, "spc_test", sleep=lambda seconds: None) as client:
            results.append(push(client, file).exit_code)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [0, 0]
    assert len(server.criteria) == 40


def test_refused_lines_come_back_to_their_rows(server: StandIn, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Group,Question,Criterion\nA,1,"roof\nbad bread"\n,,\nA,2,quarantine me\nA,9,x\nA,1,good\n')
    server.rejects = lambda record: "it is bad" if "bad" in record["text"] else None
    result = push(client, path)
    assert result.counts == {"created": 2, "rejected": 1, "quarantined": 1}
    assert {(problem.code, problem.place.row) for problem in result.problems} == {
        ("question-unknown", 5), ("made-up", 2), ("quarantined", 4),
    }  # fmt: skip
    assert result.exit_code == 1
    assert result.problems[1].place.column == "Criterion"


def test_a_dry_run_stores_nothing_and_predicts(
    server: StandIn, client: Client, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BATCH_RECORDS", 15)
    server.rejects = lambda record: "no" if "number 33 " in record["text"] else None
    result = push(client, file, dry_run=True)
    assert (result.counts, len(result.import_ids)) == ({"created": 39, "rejected": 1}, 3)
    assert [problem.place.row for problem in result.problems] == [35]
    assert not server.criteria


def test_atomic_is_all_or_nothing(server: StandIn, client: Client, file: Path) -> None:
    server.rejects = lambda record: "no" if "number 33 " in record["text"] else None
    result = push(client, file, atomic=True)
    assert result.counts == {"rejected": 1, "not_stored": 39}
    assert (result.exit_code, len(server.criteria), len(result.problems)) == (1, 0, 40)
    file.write_text(file.read_text() + "A,nine,never\n")
    before = len(server.requests)
    result = push(client, file, atomic=True)
    assert result.counts == {"not_stored": 40}
    assert not any(path == "/v1/imports" for _, path in server.requests[before:])


def test_an_import_that_is_not_done_is_waited_for(server: StandIn, client: Client, file: Path) -> None:
    def unfinished(handler: object, _: object) -> None:
        job = {"id": next(iter(server.imports)), "state": "staged", "counts": {}}
        handler.reply(200, job)  # type: ignore[attr-defined]

    def staged(handler: object, answer: object) -> None:
        reply = handler.reply  # type: ignore[attr-defined]

        def early(status: int, found: dict[str, object], *more: object) -> None:
            reply(status, {**found, "state": "staged", "counts": {}}, *more)

        handler.reply = early  # type: ignore[attr-defined]
        answer()  # type: ignore[operator]
        del handler.reply  # type: ignore[attr-defined]

    server.fail("POST /v1/imports", staged)
    server.fail("GET /v1/imports", unfinished, unfinished)
    assert push(client, file).counts == {"created": 40}


def records(number: int) -> list[dict[str, object]]:
    return [
        {"external_id": f"r{at}", "group": GROUP, "question": "wellbeing", "text": f"a good home, number {at}"}
        for at in range(number)
    ]


def test_records_of_a_program_are_sent_as_they_are(server: StandIn, client: Client) -> None:
    first = client.push_records((each for each in records(40)), TERRITORY, "a program")
    assert (first.counts, first.exit_code, first.n_sent) == ({"created": 40}, 0, 40)
    assert server.criteria[TERRITORY, "a program", "r7"] == records(8)[7]
    assert client.push_records(records(40), TERRITORY, "a program").counts == {"unchanged": 40}
    assert client.push_records(records(3), TERRITORY, dry_run=True).counts == {"created": 3}
    assert len(server.criteria) == 40
    assert not pending()


@pytest.mark.usefixtures("small_parts")
def test_many_records_go_in_parts_and_go_on_after_a_cut(server: StandIn, client: Client) -> None:
    server.fail("PATCH", cut_after, busy(503))
    assert client.push_records(records(40), TERRITORY).counts == {"created": 40}
    assert ("POST", "/v1/uploads") in server.requests


def test_a_refused_record_is_named_by_its_number(server: StandIn, client: Client) -> None:
    wrong = records(5)
    wrong[3]["group"] = "nobody"
    result = client.push_records(wrong, TERRITORY)
    assert (result.counts, result.exit_code) == ({"created": 4, "rejected": 1}, 1)
    [problem] = result.rejected
    assert (problem.place.row, problem.place.column, problem.message) == (4, "text", "unknown group")
    assert client.push_records(wrong, TERRITORY, atomic=True).counts == {"not_stored": 4, "rejected": 1}


@pytest.mark.parametrize("wrong", [[], ["a line"], [{"text": {1, 2}}], [{"text": object()}]])
def test_what_is_no_record_is_not_sent(server: StandIn, client: Client, wrong: list[object]) -> None:
    with pytest.raises(FileUnreadable, match="record"):
        client.push_records(wrong, TERRITORY)  # type: ignore[arg-type]
    assert not any(path == "/v1/imports" for _, path in server.requests)
