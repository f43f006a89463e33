"""Alembic's environment for the synthesis service."""

from services.synthesis.tables import Base
from shared import migrations

migrations.run(Base.metadata)
