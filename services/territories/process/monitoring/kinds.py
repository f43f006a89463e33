"""The kinds of records that a platform watches itself with."""

from ..records.kinds import Kind
from .schemas import ComplaintBody, DataSource, ReportingPeriod, Resource

TODAY = "to_char(current_date, 'YYYY-MM-DD')"

KINDS = (
    Kind("reporting-period", "reporting-periods", ReportingPeriod, title="title"),
    Kind("data-source", "data-sources", DataSource, title="title"),
    Kind(
        "resource",
        "resources",
        Resource,
        title="title",
        conditions={
            "available": f"coalesce(r.body->>'available_from' <= {TODAY}, true)"
            f" and coalesce(r.body->>'available_to' >= {TODAY}, true)"
        },
        describes={"available": "Those that can be had today, or those that cannot"},
    ),
    Kind("complaint-body", "complaint-bodies", ComplaintBody, title="name"),
)
