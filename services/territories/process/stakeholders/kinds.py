"""The kinds of records about who takes part."""

from ..phases.rules import cycle_of_platform
from ..records.kinds import Kind
from .rules import another_platform
from .schemas import Mandate, Meeting, Stakeholder, Task

TODAY = "to_char(current_date, 'YYYY-MM-DD')"
UNFINISHED = "r.body->>'state' in ('open', 'doing')"

KINDS = (
    Kind(
        "stakeholder",
        "stakeholders",
        Stakeholder,
        title="name",
        private=frozenset({"contact"}),
        rules=(another_platform,),
        conditions={"present": f"coalesce(r.body->>'left_on' > {TODAY}, true)"},
        describes={"present": "Those that take part today, or those that left"},
    ),
    Kind(
        "mandate",
        "mandates",
        Mandate,
        title="title",
        conditions={
            "current": f"coalesce(r.body->>'starts_on' <= {TODAY}, true)"
            f" and coalesce(r.body->>'ends_on' >= {TODAY}, true)"
        },
        describes={"current": "Those that hold today, or those that do not"},
    ),
    Kind(
        "task",
        "tasks",
        Task,
        title="title",
        rules=(cycle_of_platform,),
        conditions={
            "overdue": f"r.body->>'due_on' < {TODAY} and {UNFINISHED}",
            "unassigned": f"r.body->>'stakeholder' is null and {UNFINISHED}",
        },
        describes={
            "overdue": "Those that are not finished although their day has passed, or all others",
            "unassigned": "Those that are not finished and that nobody answers for, or all others",
        },
    ),
    Kind("meeting", "meetings", Meeting, title="title", rules=(cycle_of_platform,)),
)
