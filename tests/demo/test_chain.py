"""The chain of Mons: every record is one that its kind takes, and every name in it leads somewhere."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.demo.chain.path import longest
from services.demo.chain.story import ORDER, of_kind, story
from services.demo.generating import generate
from services.demo.planted import MONS
from services.territories.process.kinds import KINDS
from services.territories.process.records.forms import forms_of
from services.territories.process.records.links import Ref

BY_PATH = {kind.path: kind for kind in KINDS}
A_CRITERION = "0b9c2f52-9d1c-4f6e-8a43-0a4f4f0a7a10"


MIXED_GROUP = "be-mons-g09"


def found(group: str, components: tuple[str, ...], question: str | None) -> list[str]:
    return [A_CRITERION]


@pytest.mark.parametrize("path", ORDER)
def test_its_kind_takes_every_record(path: str) -> None:
    records = list(of_kind(path, found, MIXED_GROUP))
    assert records
    for record in records:
        forms_of(BY_PATH[path]).new.model_validate(record)


def references(path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    kind = BY_PATH[path]
    for record in of_kind(path, found, MIXED_GROUP):
        body = forms_of(kind).new.model_validate(record)
        for field in kind.links:
            for _, link in field.found(body):
                if isinstance(link, Ref) and link.external_id:
                    yield link.external_id, (link.kind,) if link.kind else field.to


def test_every_name_leads_to_a_record_that_is_kept_before_or_to_a_group() -> None:
    groups = {each.external_id for each in generate(6000).groups if each.platform.territory.external_id == MONS}
    kept: set[tuple[str, str]] = {("group", name) for name in groups}
    for path in ORDER:
        kept |= {(BY_PATH[path].name, record["external_id"]) for record in story() if record["kind"] == path}
        for name, kinds in references(path):
            assert {(kind, name) for kind in kinds} & kept, (path, name)
    assert {record["kind"] for record in story()} == set(ORDER)


@pytest.mark.parametrize("size", [6000, 120_000])
def test_what_was_said_is_there_to_be_pointed_to(size: int) -> None:
    demonstration = generate(size)
    said = {(each.group.external_id, each.truth) for each in demonstration.criteria}
    here = {each.external_id: each for each in demonstration.groups if each.platform.territory.external_id == MONS}
    assert {here[f"be-mons-g0{n}"].profile for n in (1, 2, 3)} == {"homeless"}
    assert any(each.profile == "mixed" for each in here.values())
    for record in story():
        for value in record.values():
            if isinstance(value, str) and value.startswith("@"):
                group, *words = value[1:].split()
                assert {(group, word) for word in words if not word.islower()} <= said


def link(source: str, target: str, made: str = "people") -> dict[str, Any]:
    return {"source": source, "target": target, "made": made}


def test_the_way_that_touches_most_stages_is_told() -> None:
    names = ("criterion/1", "component/A", "right/r", "commitment/c", "action/a", "evaluation/e", "evaluation/f")
    nodes = [{"id": name, "kind": name.partition("/")[0]} for name in names]
    links = [
        link("criterion/1", "action/a"), link("criterion/1", "component/A", "code"),
        link("component/A", "right/r", "crosswalk"), link("right/r", "commitment/c"), link("commitment/c", "action/a"),
        link("action/a", "evaluation/e"), link("criterion/1", "evaluation/f"),
    ]  # fmt: skip
    way = longest({"nodes": nodes, "links": links})
    assert [node["id"] for node, _ in way] == [name for name in names if name != "evaluation/f"]
    assert way[0][1] is None
    withdrawn = [node | {"withdrawn": node["id"] == "commitment/c"} for node in nodes]
    way = longest({"nodes": withdrawn, "links": links})
    assert [node["id"] for node, _ in way] == ["criterion/1", "action/a", "evaluation/e"]
