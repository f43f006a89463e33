"""Groups and places of a push: found, made, asked about."""

from pathlib import Path

import pytest
from spiral_client import Client, Unsettled
from spiral_client.command.showing import show_result
from spiral_client.understanding import ReadingOptions, read_file
from stand_in_server import PLATFORM, TERRITORY, StandIn

DESCRIBED = (
    "Groupe;Type de groupe;Nb participants;Date;Question;Critère\n"
    "Aînés du parc;Aînés;9;15/03/2024;1;un toit\n;;;;;le pain\nJeunes;jeunes;11;mars 2024;2;le bruit\n"
)


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(content)
    return path


def test_groups_that_the_file_describes_are_made_before_the_push(
    server: StandIn, client: Client, tmp_path: Path
) -> None:
    result = client.push(write(tmp_path, DESCRIBED))
    assert sorted(result.groups_created) == ["Aînés du parc", "Jeunes"]
    made = {group["label"]: group for group in server.groups.values()}
    elders = made["Aînés du parc"]
    assert elders | {"id": ""} == {
        "id": "", "source": "spreadsheets", "external_id": "Aînés du parc", "label": "Aînés du parc",
        "profile": "elders", "year": 2024, "month": 3, "n_participants": 9, "platform_id": PLATFORM,
    }  # fmt: skip
    assert result.counts == {"created": 3}
    assert {record["group"] for record in server.criteria.values()} == set(server.groups)


def test_a_second_push_finds_its_groups_under_other_spellings(server: StandIn, client: Client, tmp_path: Path) -> None:
    client.push(write(tmp_path, DESCRIBED))
    again = client.push(write(tmp_path, DESCRIBED.replace("Aînés du parc", "AINES  DU PARC")))
    assert len(server.groups) == 2
    assert again.counts == {"unchanged": 3}


def test_unknown_groups_without_description_are_named_and_nothing_is_sent(
    server: StandIn, client: Client, tmp_path: Path
) -> None:
    path = write(tmp_path, "Group,Question,Criterion\nOwls,1,roof\nSeniors,1,bread\n")
    with pytest.raises(Unsettled, match=r"'Owls', 'Seniors'.*--create-groups") as caught:
        client.push(path)
    assert caught.value.exit_code == 2
    with pytest.raises(Unsettled, match="--year"):
        client.push(path, create_groups=True)
    assert not server.groups
    assert not server.imports
    result = client.push(path, create_groups=True, year=2024)
    assert {group["label"]: group["profile"] for group in server.groups.values()} == {
        "Owls": "other:unspecified", "Seniors": "elders",
    }  # fmt: skip
    assert sum(note.code == "profile-guessed" and note.loud for note in result.notes) == 2


def test_a_dry_run_makes_no_group_and_says_what_it_could_not_try(
    server: StandIn, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = read_file(write(tmp_path, DESCRIBED), ReadingOptions())
    result = client.push(reading, dry_run=True)
    assert (result.not_tried, result.n_sent, result.exit_code) == (3, 0, 0)
    assert not server.groups
    assert any("would be made" in note.message for note in result.notes)
    show_result(result, reading)
    assert "would be: 3 to be sent after their groups are made" in capsys.readouterr().out


def test_a_group_described_otherwise_is_changed_only_when_asked(
    server: StandIn, client: Client, tmp_path: Path
) -> None:
    client.push(write(tmp_path, DESCRIBED))
    other = write(tmp_path, DESCRIBED.replace(";9;", ";10;"))
    assert any("--update-groups" in note.message for note in client.push(other).notes)
    assert {group["n_participants"] for group in server.groups.values()} == {9, 11}
    client.push(other, update_groups=True)
    assert {group["n_participants"] for group in server.groups.values()} == {10, 11}


def test_a_group_that_the_server_refuses_keeps_its_criteria_back(
    server: StandIn, client: Client, tmp_path: Path
) -> None:
    def refuse(handler: object, _: object) -> None:
        fault = {"pointer": "/label", "code": "no", "message": "not this"}
        done = [{"index": 0, "outcome": "rejected", "errors": [fault]}, {"index": 1, "outcome": "created", "id": "g2"}]
        server.groups["g2"] = {"id": "g2", "external_id": "Jeunes"}
        handler.reply(200, {"items": done})  # type: ignore[attr-defined]

    server.fail("/v1/groups/bulk", refuse)
    result = client.push(write(tmp_path, DESCRIBED))
    assert result.counts == {"created": 1}
    assert [problem.place.row for problem in result.problems] == [2, 3]
    assert "not this" in result.problems[0].message


def test_the_territory_is_the_only_one_of_the_key_or_found_by_name(
    server: StandIn, client: Client, tmp_path: Path
) -> None:
    path = write(tmp_path, DESCRIBED)
    for wanted in (None, TERRITORY, "68224", "MULHOUSE"):
        assert client.push(path, wanted).territory_id == TERRITORY
    with pytest.raises(Unsettled, match="Mulhouse"):
        client.push(path, "Colmar")
    server.roots = [TERRITORY, PLATFORM]
    with pytest.raises(Unsettled, match="--territory"):
        client.push(path)
    server.roots = []
    with_place = write(tmp_path, "Commune;" + DESCRIBED.replace("\n", "\nMulhouse;").removesuffix("Mulhouse;"))
    assert client.push(with_place).territory_id == TERRITORY


def test_a_platform_is_chosen_made_or_asked_about(server: StandIn, client: Client, tmp_path: Path) -> None:
    path = write(tmp_path, DESCRIBED)
    server.platforms.append({"id": "p2", "territory_id": TERRITORY, "name": "Second", "external_id": "P2"})
    with pytest.raises(Unsettled, match="'Mulhouse', 'Second'"):
        client.push(path)
    client.push(path, platform="P2")
    assert {group["platform_id"] for group in server.groups.values()} == {"p2"}
    server.groups.clear()
    server.platforms.clear()
    client.push(path)
    assert server.platforms[0]["name"] == "Mulhouse"
    assert len(server.groups) == 2


def test_new_groups_of_several_places_are_not_put_on_one_platform_unasked(client: Client, tmp_path: Path) -> None:
    content = "Village;" + DESCRIBED.replace("\n;", "\nVale;;").replace("\nA", "\nVale;A").replace(
        "\nJ", "\nHill;J"
    ).replace(";;;;;;", ";;;;;")
    with pytest.raises(Unsettled, match="2 territories"):
        client.push(write(tmp_path, content), TERRITORY)


def test_names_given_by_a_file_are_kept_apart_by_its_name(client: Client, server: StandIn, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    for path, word in ((one, "roof"), (two, "bread")):
        path.write_text(f"ID,Group,Profile,Year,Question,Criterion\nc1,A,women,2024,1,{word}\n")
        result = client.push(path)
        assert result.source == path.stem
        assert any(note.code == "source" and note.loud for note in result.notes)
    assert server.texts() == ["bread", "roof"]
    assert client.push(one, source="mine").source == "mine"


def test_lists_are_walked_to_their_end(client: Client, server: StandIn) -> None:
    for number in range(7):
        server.groups[str(number)] = {"id": str(number), "external_id": str(number)}
    assert len(client.groups()) == 7
    assert (
        client.register_groups([{"external_id": "x", "year": 2024}, {"external_id": "y"}])[1]["outcome"] == "rejected"
    )
    assert client.trends(["country", "dimension"], country="FR")["asked"] == {
        "by": "country,dimension",
        "country": "FR",
    }
    assert client.search("toit", question=None)["asked"] == {"q": "toit"}
    assert client.whoami()["role"] == "partner"
    assert client.imports() == []
