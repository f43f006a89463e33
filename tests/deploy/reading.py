"""Reads the files of the deployment as compose, kubectl and the builder would."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
DOCKERFILE = ROOT / "deploy/Dockerfile"

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?:(?P<way>:[?-])(?P<rest>[^}]*))?\}")


class Missing(Exception):
    """A variable that has to be there is not, or is empty."""


def compose() -> dict[str, Any]:
    """The compose file, its variables not yet filled in."""
    document: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return document


def variables(text: str) -> dict[str, str | None]:
    """The variables that a text names, each with what stands for it when it is not given (None: nothing does)."""
    return {
        found["name"]: found["rest"] if found["way"] == ":-" else None for found in _VARIABLE.finditer(_spoken(text))
    }


def filled(text: str, values: dict[str, str]) -> str:
    """Fill in variables as compose does."""

    def value(found: re.Match[str]) -> str:
        given = values.get(found["name"], "")
        if not given and found["way"] != ":-":
            raise Missing(found["name"])
        return given or found["rest"]

    return _VARIABLE.sub(value, text)


def environments(values: dict[str, str]) -> dict[str, dict[str, str]]:
    """What each container of the compose file finds in its environment."""
    return {
        name: {key: filled(text, values) for key, text in service.get("environment", {}).items()}
        for name, service in compose()["services"].items()
    }


def read_env(text: str) -> dict[str, str]:
    """Read a .env of plain lines."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def new_secrets(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the script that writes a new installation's .env."""
    command = [sys.executable, str(ROOT / "deploy/new_secrets.py"), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=dict(os.environ) | environment
    )


def manifests() -> list[dict[str, Any]]:
    """All Kubernetes manifests, in the order that kustomization.yaml names their files."""
    folder = ROOT / "deploy/kubernetes"
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    documents: list[dict[str, Any]] = []
    for name in listed:
        documents += [part for part in yaml.safe_load_all((folder / name).read_text(encoding="utf-8")) if part]
    return documents


def pods() -> dict[str, dict[str, Any]]:
    """The pod of each deployment and job, by name."""
    return {
        document["metadata"]["name"]: document["spec"]["template"]["spec"]
        for document in manifests()
        if document["kind"] in ("Deployment", "Job")
    }


def pod_environment(pod: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
    """What a pod's container finds in its environment when the secret holds these values."""
    found: dict[str, str] = {}
    for entry in pod["containers"][0]["env"]:
        if "valueFrom" in entry:
            found[entry["name"]] = values[entry["valueFrom"]["secretKeyRef"]["key"]]
        else:
            found[entry["name"]] = re.sub(r"\$\(([A-Z_]+)\)", lambda name: found[name[1]], entry["value"])
    return found


def _spoken(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def trusted(environment: dict[str, str]) -> set[str]:
    """Whose keys an environment tells to believe."""
    return set(json.loads(environment["SPIRAL_TRUSTED_KEYS"]))
