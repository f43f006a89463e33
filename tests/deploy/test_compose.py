"""The compose file starts a house in which nobody knows or may do more than its own work needs."""

import json
import re
from typing import Any

import pytest
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from services.criteria.settings import CriteriaSettings
from services.gateway.settings import GatewaySettings
from services.synthesis.settings import SynthesisSettings
from services.territories.settings import TerritoriesSettings
from tests.deploy import reading

SETTINGS: dict[str, type[BaseSettings]] = {
    "territories": TerritoriesSettings,
    "criteria": CriteriaSettings,
    "synthesis": SynthesisSettings,
    "gateway": GatewaySettings,
}
READ_BY_THE_PROGRAM = {"SPIRAL_HOST", "SPIRAL_PORT"}
"""What `python -m services` itself takes from its environment."""

OURS = ("territories", "criteria", "synthesis", "worker", "gateway", "migrate")
BESIDE = ("postgres", "backup")
FOR_A_MOMENT = ("migrate", "backup")

SERVICES: dict[str, dict[str, Any]] = reading.compose()["services"]


def names_of(settings: type[BaseSettings]) -> set[str]:
    """The variables that a settings class reads, under its own prefix and under everybody's."""
    found = set()
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        assert not isinstance(alias, AliasChoices)
        if alias:
            found.add(str(alias))
        found |= {f"{prefix}{name}".upper() for prefix in (settings.model_config["env_prefix"], "SPIRAL_")}
    return found


KNOWN = set.union(*map(names_of, SETTINGS.values())) | READ_BY_THE_PROGRAM


def test_the_house_is_complete() -> None:
    assert set(SERVICES) == {*OURS, *BESIDE}
    assert [SERVICES[name]["command"] for name in OURS] == [[name] for name in OURS]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_nothing_that_it_need_not(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["tmpfs"]
    limits = service["deploy"]["resources"]["limits"]
    assert set(limits) == {"cpus", "memory", "pids"}
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", SERVICES)
def test_what_runs_tells_whether_it_lives(name: str) -> None:
    service = SERVICES[name]
    if name in FOR_A_MOMENT:
        assert service["healthcheck"] == {"disable": True}
        assert service["restart"] == "no"
    else:
        assert service["healthcheck"]["test"][0] == "CMD"
        assert service["restart"] == "unless-stopped"


def test_only_the_gateway_has_a_port_and_only_on_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert {name: [reading.filled(port, {}) for port in given] for name, given in ports.items()} == {
        "gateway": ["127.0.0.1:8000:8000"]
    }


def test_only_the_gateway_reaches_the_outside() -> None:
    networks = reading.compose()["networks"]
    inside = {name for name, network in networks.items() if network.get("internal")}
    assert inside == {"database", "house"}
    assert {name for name, service in SERVICES.items() if set(service["networks"]) - inside} == {"gateway"}
    assert {name for name, service in SERVICES.items() if service["networks"] == ["database"]} == {
        "postgres", "migrate", "backup",
    }  # fmt: skip


def test_the_gateway_believes_the_way_from_this_machine_and_no_other() -> None:
    (outside,) = reading.compose()["networks"]["outside"]["ipam"]["config"]
    assert SERVICES["gateway"]["environment"]["SPIRAL_TRUSTED_PROXIES"] == outside["gateway"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_begins_when_the_tables_are_there(name: str) -> None:
    waits = SERVICES[name]["depends_on"]
    if name == "migrate":
        assert waits == {"postgres": {"condition": "service_healthy"}}
    else:
        # And for nothing else: with another service down, it still does its own work.
        assert waits == {"migrate": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= KNOWN
    assert SERVICES[name]["environment"]["SPIRAL_MODE"] == "production"


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name: str) -> None:
    for variable, text in SERVICES[name].get("environment", {}).items():
        if re.search(r"SECRET|PASSWORD|SIGNING_KEY|DATABASE_URL", variable):
            assert set(reading.variables(text).values()) == {None}, variable
            with pytest.raises(reading.Missing):
                reading.filled(text, {})


def test_each_knows_its_own_secrets_and_no_others() -> None:
    knows = {
        name: {
            variable
            for text in service.get("environment", {}).values()
            for variable in reading.variables(text)
            if re.search(r"SECRET|PASSWORD|SIGNING_KEY|DATABASE_URL", variable)
        }
        for name, service in SERVICES.items()
    }
    criteria = {"CRITERIA_SECRET", "SPIRAL_CRITERIA_DATABASE_URL", "CRITERIA_SIGNING_KEY"}
    synthesis = {"SYNTHESIS_SECRET", "SPIRAL_SYNTHESIS_DATABASE_URL", "SYNTHESIS_SIGNING_KEY"}
    assert knows == {
        "postgres": {"POSTGRES_PASSWORD"},
        "backup": {"DATABASE_URL"},
        "migrate": {"DATABASE_URL"} | {f"SPIRAL_{service.upper()}_DATABASE_URL" for service in SETTINGS},
        "territories": {"TERRITORIES_SECRET", "SPIRAL_TERRITORIES_DATABASE_URL"},
        "criteria": criteria,
        "synthesis": synthesis,
        "worker": criteria | synthesis,
        "gateway": {"GATEWAY_SECRET", "SPIRAL_GATEWAY_DATABASE_URL", "GATEWAY_SIGNING_KEY"},
    }


def test_each_believes_only_who_may_speak_to_it() -> None:
    values = dict.fromkeys(reading.variables(reading.COMPOSE.read_text(encoding="utf-8")), "x")
    environments = reading.environments(values)
    assert {name: reading.trusted(environments[name]) for name in OURS if name != "migrate"} == {
        "territories": {"gateway", "criteria", "synthesis"},
        "criteria": {"gateway", "synthesis"},
        "synthesis": {"gateway"},
        "worker": set(),
        "gateway": set(),
    }


def test_the_database_logs_nothing_that_was_said() -> None:
    command = SERVICES["postgres"]["command"]
    assert "log_min_error_statement=panic" in command
    assert "log_parameter_max_length_on_error=0" in command


def test_the_example_names_what_compose_asks_for_and_nothing_else() -> None:
    asked = reading.variables(reading.COMPOSE.read_text(encoding="utf-8"))
    text = reading.EXAMPLE.read_text(encoding="utf-8")
    required = reading.read_env(text)
    optional = dict(re.findall(r"^#([A-Z_]+)=(.*)$", text, re.MULTILINE))
    # Public keys are asked for as well, though nobody has to keep them secret.
    assert set(required) == {name for name, default in asked.items() if default is None}
    assert optional == {name: default for name, default in asked.items() if default is not None}
    assert set(required.values()) == {""}


def test_the_example_explains_every_variable() -> None:
    lines = reading.EXAMPLE.read_text(encoding="utf-8").splitlines()
    explained = False
    for line in lines:
        if re.match(r"#? ?[A-Z_]+=", line):
            assert explained, line
        else:
            explained = line.startswith("#") or (explained and not line)


def test_databases_and_backups_are_of_one_version() -> None:
    assert SERVICES["postgres"]["image"] == SERVICES["backup"]["image"] == "pgvector/pgvector:pg18"
    assert all("latest" not in service["image"] for service in SERVICES.values())


def test_kubernetes_gives_each_the_same_as_compose() -> None:
    values = reading.read_env(reading.EXAMPLE.read_text(encoding="utf-8"))
    values = {name: f"<{name}>" for name in values}
    composed = reading.environments(values)
    where_it_stands = re.compile(r"SPIRAL_(TERRITORIES|CRITERIA|SYNTHESIS)_URL|SPIRAL_TRUSTED_PROXIES|SPIRAL_CORS_.*")
    pods = reading.pods()
    assert set(pods) == set(OURS)
    for name, pod in pods.items():
        found = reading.pod_environment(pod, values)
        ours = {key: text for key, text in found.items() if key in KNOWN and not where_it_stands.fullmatch(key)}
        wanted = {key: text for key, text in composed[name].items() if not where_it_stands.fullmatch(key)}
        wanted.pop("SPIRAL_LOG_LEVEL")
        for either in (ours, wanted):
            if "SPIRAL_TRUSTED_KEYS" in either:
                either["SPIRAL_TRUSTED_KEYS"] = json.dumps(json.loads(either["SPIRAL_TRUSTED_KEYS"]))
        assert ours == wanted, name
        assert {key for key in found if key.endswith("_URL")} == {key for key in composed[name] if key.endswith("_URL")}


@pytest.mark.parametrize("name", OURS)
def test_a_pod_may_do_nothing_that_it_need_not(name: str) -> None:
    pod = reading.pods()[name]
    (container,) = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]) == {"requests", "limits"}
    assert container["args"] == [name]
    if name not in ("migrate", "worker"):
        assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
        assert container["lifecycle"]["preStop"]["exec"]["command"] == ["sleep", "5"]
        assert pod["terminationGracePeriodSeconds"] >= 5 + 10 + 5
    if name != "migrate":
        assert "livenessProbe" in container


def test_every_service_of_kubernetes_survives_the_emptying_of_a_node() -> None:
    kept = {part["metadata"]["name"] for part in reading.manifests() if part["kind"] == "PodDisruptionBudget"}
    assert kept == {"territories", "criteria", "synthesis", "gateway"}
