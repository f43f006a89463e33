"""Every kind of record, by the concept that it belongs to."""

from collections.abc import Mapping

from .actions.kinds import KINDS as ACTIONS
from .commitments.kinds import KINDS as COMMITMENTS
from .evaluations.kinds import KINDS as EVALUATIONS
from .glossary.kinds import KINDS as GLOSSARY
from .indicators.kinds import KINDS as INDICATORS
from .monitoring.kinds import KINDS as MONITORING
from .people.kinds import KINDS as PEOPLE
from .phases.kinds import KINDS as PHASES
from .practices.kinds import KINDS as PRACTICES
from .records.kinds import Kind
from .stakeholders.kinds import KINDS as STAKEHOLDERS
from .voices.kinds import KINDS as VOICES

KINDS: tuple[Kind, ...] = (
    *STAKEHOLDERS,
    *PHASES,
    *PEOPLE,
    *VOICES,
    *INDICATORS,
    *ACTIONS,
    *EVALUATIONS,
    *COMMITMENTS,
    *MONITORING,
    *GLOSSARY,
    *PRACTICES,
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
