"""What the gateway can be told beyond the common settings."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from shared.settings import CommonSettings

Network = IPv4Network | IPv6Network


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _networks(value: Any) -> Any:
    return [ip_network(part) if isinstance(part, str) else part for part in _listed(value)]


class GatewaySettings(CommonSettings):
    """Settings of the gateway; lists are written with commas."""

    public_url: str | None = None
    """The address callers use, such as ``https://commons.example.org``; told in the OpenAPI document."""

    demonstration: bool = False
    """Say on the landing page that everything kept here is synthetic."""

    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Web pages of these origins may send changes; reading is open to all origins."""

    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)] = ()
    """Networks of proxies in front, whose ``X-Forwarded-For`` tells the caller's address."""

    quota_public: int = Field(default=120, ge=1)
    """Requests a minute of one address without a key."""

    quota_app: int = Field(default=600, ge=1)
    """Requests a minute of one app's key."""

    quota_partner: int = Field(default=1200, ge=1)
    """Requests a minute of one partner's key."""

    quota_staff: int = Field(default=1200, ge=1)
    """Requests a minute of one key of staff or of an administrator."""

    cost_search: int = Field(default=5, ge=1)
    """How many requests a search counts as."""

    cost_export: int = Field(default=50, ge=1)
    """How many requests an export counts as."""

    key_seconds: float = Field(default=4.0, ge=0, le=5)
    """How long a key that was looked up is believed; a revoked key is refused after at most this long."""

    upstream_seconds: float = Field(default=60.0, gt=0)
    """How long a service may stay silent while it has the whole of what the caller sent so far."""

    upstream_failures: int = Field(default=5, ge=1)
    """After so many calls in a row without an answer, a service is left alone for a moment."""

    upstream_pause_seconds: float = Field(default=5.0, gt=0)
    """How long a service that does not answer is left alone."""
