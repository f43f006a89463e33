"""Temporary: only this service's tables."""

import asyncio
from uuid import uuid4

import pytest

import tests.conftest as base
from services.territories.app import create_app
from shared.database import service_dsn
from shared.provision import migrate, provision


@pytest.fixture(scope="session")
async def template(server, settings):
    name = f"template_{uuid4().hex[:8]}"
    await base._create(server, name)
    dsn = base.of_database(server, name)
    await provision(dsn, settings)
    await asyncio.to_thread(migrate, "territories", service_dsn("territories", settings, dsn))
    return name


@pytest.fixture(scope="module")
async def territories(database, settings, running):
    yield await running(create_app(settings, service_dsn("territories", settings, database), {}), "territories")


@pytest.fixture(scope="session")
def as_role(settings):
    from shared.identity import HEADER, Identity, Signer

    def headers(role, roots=(), audience="territories", subject=None):
        issuer = "synthesis" if role == "service" else "gateway"
        return {HEADER: Signer.of(issuer, settings).sign(Identity(subject or role, role, frozenset(roots)), audience)}

    return headers
