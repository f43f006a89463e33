"""The table from budget lines to indicators, as it is composed and told as JSON."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from ..process.rights.schemas import Crosswalk
from .document import Coded, Entry, Part, Place, Sum


class BudgetLink(Part):
    """What an action is measured by, the component it is about, and a right that this leads to."""

    measured_by: Entry | None = Field(
        default=None, description="An indicator or a measure; empty where the action names none"
    )
    component: Coded | None = None
    right: Coded | None = None
    right_via: Literal["named", "component"] | None = Field(
        default=None, description="named: by the action itself; component: by the crosswalk"
    )
    right_author: str | None = Field(default=None, description="Who says that the component leads to the right")
    amount_shared: Decimal | None = Field(
        default=None, description="The action's amount, divided evenly among its links"
    )


class BudgetedAction(Entry):
    """An action with its budget line, which counts once however many indicators it feeds."""

    platform_id: UUID | None = None
    state: str
    reference: str | None = Field(default=None, description="Of the line in the budget")
    amount: Decimal | None = None
    currency: str | None = None
    budget_year: int | None = None
    links: list[BudgetLink]


class LineSum(Sum):
    """What one budget line of one platform pays for in all."""

    reference: str | None = None
    platform_id: UUID | None = None


class SharedSum(Sum):
    """What goes to one component, right, indicator or measure, each amount being divided among its links."""

    kind: Literal["component", "right", "indicator", "measure"]
    key: str
    label: str


class BudgetTable(Part):
    """Budget lines by action, indicator or measure, component and right. Currencies are never added up."""

    territory: Place
    year: int | None = None
    audience: Literal["exact", "public"]
    framework: str = Field(description="Whose rights components lead to, such as udhr/1948")
    crosswalk: Crosswalk = Field(description="By whose links: this project's proposal, platforms' own, or both")
    made_at: datetime
    sums: list[Sum]
    by_line: list[LineSum]
    shared: list[SharedSum]
    n_actions: int
    n_without_budget: int
    actions: list[BudgetedAction] = Field(description="Those without a budget line or amount too")
