"""What every service can be told, and where it finds what it was not told."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict


class CommonSettings(BaseSettings):
    """Settings that all services share: ``SPIRAL_SECRET`` for all of them, ``SPIRAL_CRITERIA_POOL_SIZE`` for one."""

    model_config = SettingsConfigDict(env_prefix="SPIRAL_", extra="ignore", frozen=True, populate_by_name=True)

    mode: Literal["development", "production"] = "development"
    """In production nothing secret is invented: what is missing stops the start."""

    state: Path = Path(".spiral")
    """Folder for what this installation keeps beside its code: local database, models, development secrets."""

    secret: SecretStr | None = None
    """The installation's own secret (at least 32 characters); passwords and keys are derived from it."""

    admin_database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    """A PostgreSQL (15 or later, with pgvector) that may be provisioned; else one is started locally."""

    territories_database_url: SecretStr | None = None
    """The territories service's own database address; else derived from the administrator's."""

    criteria_database_url: SecretStr | None = None
    """The criteria service's own database address; else derived from the administrator's."""

    synthesis_database_url: SecretStr | None = None
    """The synthesis service's own database address; else derived from the administrator's."""

    gateway_database_url: SecretStr | None = None
    """The gateway's own database address; else derived from the administrator's."""

    territories_url: str | None = None
    """Where the territories service answers, when it runs in a process of its own."""

    criteria_url: str | None = None
    """Where the criteria service answers, when it runs in a process of its own."""

    synthesis_url: str | None = None
    """Where the synthesis service answers, when it runs in a process of its own."""

    signing_key: SecretStr | None = None
    """This service's Ed25519 private key (PEM); derived from the secret in development."""

    trusted_keys: dict[str, str] | None = None
    """Ed25519 public keys (PEM) by issuer: gateway, criteria, synthesis; derived in development."""

    metrics_port: int | None = None
    """Port on the loopback address for Prometheus metrics; none by default."""

    heartbeat: Path | None = None
    """A file that a worker touches every few seconds while its clock runs; none by default."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"

    pool_size: int = 10
    """Database connections a service holds at most."""

    statement_cache: int = 100
    """Prepared statements kept per connection; 0 behind a transaction pooler older than PgBouncer 1.21."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read a service's own variables before those that hold for all services."""
        return init_settings, env_settings, EnvSettingsSource(settings_cls, env_prefix="SPIRAL_")

    def told_database_url(self, service: str) -> str | None:
        """Give the database address that was told for a service, if one was."""
        told: SecretStr | None = getattr(self, f"{service}_database_url")
        return told.get_secret_value() if told else None

    def root_secret(self) -> bytes:
        """Give the installation's secret; in development one is made once and kept in the state folder.

        Raises ``ValueError`` in production when it is missing or short.
        """
        if self.secret is not None:
            value = self.secret.get_secret_value()
            if len(value) < 32:
                raise ValueError("SPIRAL_SECRET must have at least 32 characters")
            return value.encode()
        if self.mode == "production":
            raise ValueError("SPIRAL_SECRET is required in production")
        return keep_secret(self.state / "secret")

    def derived_secret(self, purpose: str) -> bytes:
        """Give 32 bytes for one purpose, the same at every start."""
        return hmac.new(self.root_secret(), purpose.encode(), hashlib.sha256).digest()


def keep_secret(path: Path) -> bytes:
    """Read a secret from a file only its owner can read; make it the first time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(descriptor, "wb") as file:
        value = secrets.token_urlsafe(48).encode()
        file.write(value)
    return value
