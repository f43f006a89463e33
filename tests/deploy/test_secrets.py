"""The script's .env is enough for production, and its keys prove what they should and nothing more."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from services.criteria.settings import CriteriaSettings
from services.gateway.operations import pepper_of
from services.gateway.settings import GatewaySettings
from services.synthesis.settings import SynthesisSettings
from services.territories.settings import TerritoriesSettings
from shared.errors import IdentityMissing
from shared.identity import Identity, Signer, Verifier
from shared.settings import CommonSettings
from tests.deploy import reading

CLASSES: dict[str, type[CommonSettings]] = {
    "territories": TerritoriesSettings,
    "criteria": CriteriaSettings,
    "synthesis": SynthesisSettings,
    "gateway": GatewaySettings,
}

Load = Callable[..., CommonSettings]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("installation") / ".env"
    outcome = reading.new_secrets("--into", str(file), "--public-url", "https://commons.example.org")
    assert outcome.returncode == 0, outcome.stderr
    return file


@pytest.fixture(scope="module")
def values(env: Path) -> dict[str, str]:
    return reading.read_env(env.read_text(encoding="utf-8"))


@pytest.fixture
def load(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads a settings class as it is loaded in some container."""

    def loaded(container: str, settings: type[CommonSettings] | None = None) -> CommonSettings:
        with monkeypatch.context() as patch:
            for name in CommonSettings.model_fields:
                patch.delenv(f"SPIRAL_{name.upper()}", raising=False)
            for name, value in reading.environments(values)[container].items():
                patch.setenv(name, value)
            return (settings or CLASSES[container])()

    return loaded


def test_only_its_owner_may_read_the_file(env: Path) -> None:
    assert env.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_never_touched(env: Path) -> None:
    before = env.read_text(encoding="utf-8")
    outcome = reading.new_secrets("--into", str(env))
    assert outcome.returncode == 1
    assert "nothing was written" in outcome.stderr
    assert env.read_text(encoding="utf-8") == before


def test_every_value_is_there_and_fits_on_a_plain_line(values: dict[str, str]) -> None:
    assert all(values.values())
    # No quotes, spaces, dollars or hashes: compose, kubectl and a shell read the same.
    assert not [name for name, value in values.items() if set(value) & set("'\"$# \\`")]


def test_no_two_installations_share_anything(values: dict[str, str]) -> None:
    other = reading.read_env(reading.new_secrets("--into", "-").stdout)
    alike = {name for name in values if values[name] == other[name]}
    assert alike == set()
    assert len(set(values.values())) == len(values)


def test_another_database_is_named_in_every_address() -> None:
    arguments = ("--into", "-", "--database", "db.example.org:5433/house", "--administrator", "boss")
    written = reading.read_env(reading.new_secrets(*arguments, ADMINISTRATOR_PASSWORD="known").stdout)
    assert written["DATABASE_URL"] == "postgresql://boss:known@db.example.org:5433/house"
    addresses = [value for name, value in written.items() if name.endswith("_DATABASE_URL")]
    assert len(addresses) == 4
    assert all(address.endswith("@db.example.org:5433/house") for address in addresses)


@pytest.mark.parametrize("service", CLASSES)
def test_each_service_loads_in_production(service: str, load: Load) -> None:
    settings = load(service)
    assert settings.mode == "production"
    assert len(settings.derived_secret("anything")) == 32
    address = settings.told_database_url(service)
    assert address is not None
    assert address.startswith(f"postgresql://spiral_{service}:")
    assert [other for other in CLASSES if settings.told_database_url(other)] == [service]
    Verifier.of(service, settings)
    if service != "territories":
        Signer.of(service, settings)


def test_the_command_that_makes_the_first_key_uses_the_gateway_s_secret(load: Load) -> None:
    assert pepper_of(load("gateway", CommonSettings)) == pepper_of(load("gateway"))


@pytest.mark.parametrize("service", ["criteria", "synthesis"])
def test_a_worker_speaks_with_the_voice_of_each_service(service: str, load: Load) -> None:
    worker = load("worker", CLASSES[service])
    assert worker.root_secret() == load(service).root_secret()
    assert worker.territories_url == "http://territories:8000"
    assert worker.criteria_url == "http://criteria:8000"
    token = Signer.of(service, worker).sign(Identity(service, "service"), "territories")
    assert Verifier.of("territories", load("territories")).verify(token).subject == service


@pytest.mark.parametrize("service", ["territories", "criteria", "synthesis"])
def test_everybody_believes_the_gateway(service: str, load: Load) -> None:
    partner = Identity("mons", "partner", frozenset({uuid4()}))
    token = Signer.of("gateway", load("gateway")).sign(partner, service)
    assert Verifier.of(service, load(service)).verify(token) == partner


@pytest.mark.parametrize(
    ("issuer", "audience"), [("criteria", "territories"), ("synthesis", "territories"), ("synthesis", "criteria")]
)
def test_a_follower_is_believed_by_whom_it_follows(issuer: str, audience: str, load: Load) -> None:
    token = Signer.of(issuer, load(issuer)).sign(Identity(issuer, "service"), audience)
    assert Verifier.of(audience, load(audience)).verify(token).role == "service"


@pytest.mark.parametrize("role", ["partner", "staff", "admin"])
@pytest.mark.parametrize(("issuer", "audience"), [("criteria", "territories"), ("synthesis", "criteria")])
def test_a_follower_s_key_vouches_for_nobody_else(issuer: str, audience: str, role: str, load: Load) -> None:
    pretender = Signer.of(issuer, load(issuer))
    verifier = Verifier.of(audience, load(audience))
    for name in (issuer, "gateway"):
        pretender.issuer = name
        with pytest.raises(IdentityMissing):
            verifier.verify(pretender.sign(Identity("mons", role), audience))  # type: ignore[arg-type]


@pytest.mark.parametrize("issuer", ["territories", "criteria", "synthesis"])
def test_nobody_speaks_to_synthesis_but_the_gateway(issuer: str, load: Load) -> None:
    keys = load("criteria")
    pretender = Signer.of(issuer, keys)
    with pytest.raises(IdentityMissing):
        Verifier.of("synthesis", load("synthesis")).verify(pretender.sign(Identity(issuer, "service"), "synthesis"))


@pytest.mark.parametrize("lacking", ["SPIRAL_SECRET", "SPIRAL_SIGNING_KEY", "SPIRAL_TRUSTED_KEYS"])
def test_what_is_missing_stops_the_start(lacking: str, values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in reading.environments(values)["criteria"].items():
        if name != lacking:
            monkeypatch.setenv(name, value)

    def start(settings: CommonSettings) -> None:
        settings.derived_secret("anything")
        Verifier.of("criteria", settings)
        Signer.of("criteria", settings)

    with pytest.raises(ValueError, match=lacking):
        start(CriteriaSettings())
