from services.territories.tables import Base
from shared import migrations

migrations.run(Base.metadata)
