"""Evaluations and improvements as kinds of records."""

from ..records.kinds import Kind
from .rules import each_judges_once, of_what_it_may_be, within_its_plan
from .schemas import Evaluation, Improvement

EVALUATION = Kind(
    "evaluation",
    "evaluations",
    Evaluation,
    title="title",
    # One group's judgement is for those who work with it; the matrix tells everybody what several groups said.
    private=frozenset({"judgements"}),
    rules=(of_what_it_may_be, each_judges_once, within_its_plan),
)

IMPROVEMENT = Kind(
    "improvement",
    "improvements",
    Improvement,
    title="text",
    conditions={
        "overdue": "r.body->>'state' in ('decided', 'under-way')"
        " and r.body->>'due_on' < to_char(current_date, 'YYYY-MM-DD')"
    },
    describes={"overdue": "Whether its day has passed and it is neither carried out nor dropped"},
)

KINDS = (EVALUATION, IMPROVEMENT)
