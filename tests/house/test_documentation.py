"""The pages say what the code does: every setting, error and address is there, and every link leads somewhere."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic_core import ErrorType

import services
import shared
from services.territories.process.kinds import KINDS
from services.territories.process.records.kinds import Kind
from shared.errors import ServiceError
from shared.settings import CommonSettings

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"

FORBIDDEN = ("/work/", "/root/", "../shared", "file://")
"""Places on somebody's machine, which mean nothing to a reader."""

NOT_OURS = {".venv", ".spiral", ".git", "node_modules", ".pytest_cache", ".ruff_cache", ".mypy_cache"}


@cache
def everything() -> tuple[ModuleType, ...]:
    """Import every module of the services and of the ground floor; commands and migrations do things at import."""
    found = []
    for package in (services, shared):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"\.(__main__|migrations|demo)\b", module.name):
                found.append(importlib.import_module(module.name))
    return tuple(found)


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def pages() -> list[Path]:
    return sorted(page for page in ROOT.rglob("*.md") if not NOT_OURS & set(page.relative_to(ROOT).parts))


def routers() -> list[APIRouter]:
    found = {id(value): value for module in everything() for value in vars(module).values()
             if isinstance(value, APIRouter)}  # fmt: skip
    return list(found.values())


def addresses() -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for router in routers()
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def variables() -> set[str]:
    """Give the environment variable that each setting is read from first."""
    everything()
    found = set()
    ours = [kind for kind in below(CommonSettings) if kind.__module__.startswith("services.")]
    kinds: list[type[CommonSettings]] = [CommonSettings, *ours]
    for kind in kinds:
        own = {name for name in kind.model_fields if kind is CommonSettings or name not in CommonSettings.model_fields}
        for name in own:
            alias = kind.model_fields[name].validation_alias
            prefix = kind.model_config.get("env_prefix", "")
            found.add(alias if isinstance(alias, str) else f"{prefix}{name}".upper())
    return found


@pytest.mark.parametrize("variable", sorted(variables()))
def test_every_setting_is_documented(variable: str) -> None:
    assert f"`{variable}`" in (REFERENCE / "settings.md").read_text("utf-8")


def test_no_setting_is_documented_that_there_is_not() -> None:
    told = set(re.findall(r"^\| `(SPIRAL_\w+)`", (REFERENCE / "settings.md").read_text("utf-8"), re.MULTILINE))
    outside = {"SPIRAL_HOST", "SPIRAL_PORT", "SPIRAL_CODEBOOK", "SPIRAL_CODEBOOKS"}  # read where a process begins
    assert told - outside <= variables()


def test_every_error_is_documented_with_its_status_and_title() -> None:
    everything()
    text = (REFERENCE / "errors.md").read_text("utf-8")
    rows = {cells[0]: cells[1:] for cells in re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (.*?) \|", text, re.MULTILINE)}
    ours = [kind for kind in below(ServiceError) if kind.__module__.startswith(("services.", "shared."))]
    errors = {(kind.code(), str(kind.status)) for kind in ours}
    assert errors == {(code, status) for code, (status, _) in rows.items()}
    # Two services may have one code; then they have the first words of the title in common, if not all.
    titles = {(kind.code(), kind.title()) for kind in ours}
    codes = [code for code, _ in titles]
    assert not {(code, title) for code, title in titles if codes.count(code) == 1 and rows[code][1] != title}


def fault_codes() -> dict[str, str]:
    """Give the code of every fault of a field or line that the source names, and where."""
    found = {}
    for path in sorted([*ROOT.glob("services/**/*.py"), *ROOT.glob("shared/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for value in _codes_in(node):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found[value.value] = f"{path.relative_to(ROOT)}:{value.lineno}"
    return found


def _codes_in(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).split(".")[-1]
        position = {"PydanticCustomError": 0, "UnacceptableText": 0, "_Faulty": 1, "refuse": 1}.get(name)
        if position is not None:
            yield from node.args[position : position + 1]
        if name in ("Fault", "Place", "GroupWarning"):
            yield from (word.value for word in node.keywords if word.arg == "code")
    if isinstance(node, ast.Dict):
        named = {key.value: value for key, value in zip(node.keys, node.values, strict=True)
                 if isinstance(key, ast.Constant)}  # fmt: skip
        if {"code", "message"} <= named.keys():
            yield named["code"]


def test_every_code_of_a_fault_is_documented_and_written_with_hyphens() -> None:
    codes = fault_codes()
    assert len(codes) > 20
    assert {code: place for code, place in codes.items() if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)} == {}
    text = (REFERENCE / "errors.md").read_text("utf-8")
    listed = set(re.findall(r"`([a-z-]+)`", text.split("## Faults of fields")[1]))
    assert {code: place for code, place in codes.items() if code not in listed} == {}
    # And what is listed exists: here, or as one of pydantic's types.
    words = {"code", "errors", "message", "expected", "territory-not-yours"}
    assert listed - words - codes.keys() <= {kind.replace("_", "-") for kind in get_args(ErrorType)}


def test_every_address_is_documented() -> None:
    text = (REFERENCE / "http-api.md").read_text("utf-8")
    told = set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^` ]*)`", text))
    assert len(addresses()) > 50
    assert addresses() - told == set()


def test_no_address_is_documented_that_there_is_not() -> None:
    text = (REFERENCE / "http-api.md").read_text("utf-8")
    told = set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^` ]*)`", text))
    assert told - addresses() - {("GET", "/health/live"), ("GET", "/health/ready")} == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_every_kind_of_record_is_documented_field_by_field(kind: Kind) -> None:
    assert f"`{kind.path}`" in (REFERENCE / "process" / "records.md").read_text("utf-8")
    concept = kind.body.__module__.split(".")[-2]
    text = (REFERENCE / "process" / f"{concept}.md").read_text("utf-8")
    told = set(re.findall(r"`(\w+)`", text))
    assert {*kind.body.model_fields, *kind.conditions} - told == set()


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_speaks_of_somebodys_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [word for word in FORBIDDEN if word in text] == []


def test_every_table_is_documented_with_its_service() -> None:
    parts = re.split(r"^## (\w+)$", (REFERENCE / "data-model.md").read_text("utf-8"), flags=re.MULTILINE)
    told = {
        f"{service}.{name}"
        for service, text in zip(parts[1::2], parts[2::2], strict=True)
        for row in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", text, re.MULTILINE)
        for name in re.findall(r"\w+", row)
    }
    bases = [module.Base for module in everything() if hasattr(module, "Base") and module.__name__.endswith("tables")]
    assert told == {name for base in bases for name in base.metadata.tables}
