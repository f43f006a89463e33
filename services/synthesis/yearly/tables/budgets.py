"""Budget lines as one table."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from ..budgeting import BudgetTable
from .lines import table_of


@dataclass(frozen=True)
class BudgetLine:
    """One path from a budget line over an action to a right."""

    budget_line: str | None
    platform_id: str | None
    budget_year: int | None
    action: str
    action_title: str
    state: str
    amount: str | None
    amount_shared: str | None
    currency: str | None
    without_budget: bool
    measured_by_kind: str | None
    measured_by: str | None
    measured_by_title: str | None
    component: str | None
    right: str | None
    right_via: str | None
    right_author: str | None
    href: str


COLUMNS = tuple(field.name for field in fields(BudgetLine))


def write_budgets(table: BudgetTable) -> str:
    """Give the table of budgets as CSV: a line for each path from an action to a right.

    ``amount`` stands in the first line of an action alone, and ``amount_shared`` divides it among its lines: either
    column adds up to the same, by currency.
    """
    return table_of(COLUMNS, _budgets(table))


def _budgets(table: BudgetTable) -> Iterator[BudgetLine]:
    for action in table.actions:
        for number, link in enumerate(action.links):
            target = link.measured_by
            yield BudgetLine(
                budget_line=action.reference,
                platform_id=str(action.platform_id) if action.platform_id else None,
                budget_year=action.budget_year,
                action=str(action.id),
                action_title=action.title,
                state=action.state,
                amount=_money(action.amount) if number == 0 else None,
                amount_shared=_money(link.amount_shared),
                currency=action.currency,
                without_budget=action.amount is None,
                measured_by_kind=target.kind if target else None,
                measured_by=str(target.id) if target else None,
                measured_by_title=target.title if target else None,
                component=link.component.code if link.component else None,
                right=link.right.code if link.right else None,
                right_via=link.right_via,
                right_author=link.right_author,
                href=action.href,
            )


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
