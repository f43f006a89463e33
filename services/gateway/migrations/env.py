"""Alembic's environment for the gateway."""

from services.gateway.tables import Base
from shared import migrations

migrations.run(Base.metadata)
