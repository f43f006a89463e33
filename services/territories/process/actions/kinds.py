"""Plans and actions as kinds of records."""

from ..records.kinds import Kind
from .schemas import Action, Plan

TODAY = "to_char(current_date, 'YYYY-MM-DD')"

OPEN = "r.body->>'state' not in ('done', 'abandoned')"

# One look at the record of whoever is responsible: as "exists" it would be answered by reading every record.
HAS_RESPONSIBLE = """coalesce((
    select s.withdrawn_at is null and coalesce(s.body->>'left_on' > to_char(current_date, 'YYYY-MM-DD'), true)
    from record s where s.id = (r.body->'responsible'->>'id')::uuid), false)"""

PLAN = Kind("plan", "plans", Plan, title="title")

ACTION = Kind(
    "action",
    "actions",
    Action,
    title="title",
    conditions={
        "overdue": f"{OPEN} and r.body->>'due_on' < {TODAY}",
        "orphaned": f"{OPEN} and not {HAS_RESPONSIBLE}",
    },
    describes={
        "overdue": "Whether its day has passed and it is neither done nor abandoned",
        "orphaned": "Whether nobody is responsible for it while it is open: nobody was, or who was has left",
    },
)

KINDS = (PLAN, ACTION)
