"""Alembic's environment for the criteria service."""

from services.criteria.tables import Base
from shared import migrations

migrations.run(Base.metadata)
