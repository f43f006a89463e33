"""Commitments, crosswalk rows, steps and peer reviews as kinds of records."""

from ..records.kinds import Kind
from .rules import one_of_each_pair, one_of_each_step, replaces_backwards, reviews_another
from .schemas import Commitment, Crosswalk, LabelStep, PeerReview

NEXT_STEP_PASSED = "r.body->>'next_step_on' < to_char(current_date, 'YYYY-MM-DD')"

COMMITMENT = Kind(
    "commitment",
    "commitments",
    Commitment,
    title="title",
    rules=(replaces_backwards,),
    conditions={
        "overdue": f"{NEXT_STEP_PASSED} and r.body->>'state' in ('proposed', 'made')",
        "replaced": "exists (select 1 from link l join record n on n.id = l.from_id and n.withdrawn_at is null"
        " where l.relation = 'replaces' and l.kind = 'commitment' and l.key = r.id::text)",
    },
    describes={
        "overdue": "Whether the day of its next step has passed while it is proposed or made",
        "replaced": "Whether another commitment has taken its place",
    },
)

CROSSWALK = Kind("crosswalk", "crosswalk", Crosswalk, title="component", rules=(one_of_each_pair,))

LABEL_STEP = Kind(
    "label-step",
    "label-steps",
    LabelStep,
    title="title",
    rules=(one_of_each_step,),
    conditions={"overdue": f"{NEXT_STEP_PASSED} and r.body->>'state' <> 'in-place'"},
    describes={"overdue": "Whether the day of its next step has passed and it is not in place"},
)

PEER_REVIEW = Kind("peer-review", "peer-reviews", PeerReview, title="title", rules=(reviews_another,))

KINDS = (COMMITMENT, CROSSWALK, LABEL_STEP, PEER_REVIEW)
