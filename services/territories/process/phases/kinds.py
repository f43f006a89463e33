"""The kinds of records that tell how far a platform is."""

from ..records.kinds import Kind
from .rules import cycle_of_platform, once_a_cycle
from .schemas import PhaseOfCycle, Scenario

KINDS = (
    Kind("phase", "phases", PhaseOfCycle, title="phase", rules=(cycle_of_platform, once_a_cycle)),
    Kind(
        "scenario",
        "scenarios",
        Scenario,
        title="title",
        rules=(cycle_of_platform,),
        conditions={"chosen": "r.body->>'chosen' = 'true'"},
        describes={"chosen": "Those that were chosen, or those that were not"},
    ),
)
