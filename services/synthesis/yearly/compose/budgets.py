"""From budget lines to indicators, components and rights: each amount counted once, each currency by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from ...process.records import KnownRecord
from ..budgeting import BudgetedAction, BudgetLink, BudgetTable, LineSum, SharedSum
from ..document import Coded, Entry, Place, Sum
from ..records import codes, refs, rights
from .done import budget, of_year, state_at
from .leading import LINKING, Leading
from .setting import Setting

_CENT = Decimal("0.01")


def compose_budgets(setting: Setting, place: Place, year: int | None, links: Leading, made_at: datetime) -> BudgetTable:
    """Compose the table of a territory, for one year or for all."""
    wanted = [record for record in setting.ledger.of("action") if _asked(setting, record, year)]
    actions = [_action(setting, links, record) for record in wanted]
    return BudgetTable(
        territory=place,
        year=year,
        audience="exact" if setting.ledger.fewest == 1 else "public",
        framework=f"{links.framework.id}/{links.framework.version}",
        crosswalk=links.crosswalk,
        made_at=made_at,
        sums=_sums(actions),
        by_line=_by_line(actions),
        shared=_shared(actions),
        n_actions=len(actions),
        n_without_budget=sum(one.amount is None for one in actions),
        actions=actions,
    )


def _asked(setting: Setting, record: KnownRecord, year: int | None) -> bool:
    """Tell whether an action is of the year asked for: by its budget's year, else by its own days."""
    line = budget(record.body)
    if year is None:
        return True
    return line.year == year if line is not None and line.year is not None else of_year(setting, record)


def _action(setting: Setting, links: Leading, record: KnownRecord) -> BudgetedAction:
    line = budget(record.body)
    amount = line.amount if line else None
    found = list(_links(setting, links, record))
    parts = divided(amount, len(found))
    return BudgetedAction(
        **setting.entry(record),
        platform_id=record.platform_id,
        state=state_at(record.body, setting.as_of),
        reference=line.reference if line else None,
        amount=amount,
        currency=line.currency if line else None,
        budget_year=line.year if line else None,
        links=[one.model_copy(update={"amount_shared": part}) for one, part in zip(found, parts, strict=True)],
    )


def divided(amount: Decimal | None, n: int) -> list[Decimal | None]:
    """Divide an amount evenly to the cent; what is left over goes to the first, so that the parts add up."""
    if amount is None:
        return [None] * n
    part = (amount / n).quantize(_CENT)
    return [amount - part * (n - 1), *[part] * (n - 1)]


def _links(setting: Setting, links: Leading, record: KnownRecord) -> Iterator[BudgetLink]:
    """Give every path from an action over what measures it to a component and a right; one at least."""
    own = codes(record.body)
    measured = setting.ledger.named([*refs(record.body, "indicators"), *refs(record.body, "measures")])
    targets: list[KnownRecord | None] = [*measured] or [None]
    for target in targets:
        entry = Entry(**setting.entry(target)) if target is not None else None
        for code in _about(target, own):
            component = setting.naming.component(code) if code else None
            for right, via, author in _rights(setting, links, record, code):
                yield BudgetLink(
                    measured_by=entry, component=component, right=right, right_via=via, right_author=author
                )


def _about(target: KnownRecord | None, own: list[str]) -> Sequence[str | None]:
    """Give the components that an action and what measures it share, else those of either, else none."""
    theirs = codes(target.body) if target is not None else own
    return [code for code in theirs if code in own] or theirs or own or [None]


Named = tuple[Coded | None, Literal["named", "component"] | None, str | None]
"""A right, whether the action names it itself, and who says that its component leads there."""


def _rights(setting: Setting, links: Leading, record: KnownRecord, code: str | None) -> list[Named]:
    """Give the rights that an action names, and those its component leads to in the framework asked for."""
    found: dict[str, Named] = {}
    for named in setting.naming.rights(rights(record.body)):
        found[named.code] = named, "named", None
    for row in links.by_component.get(code or "", ()):
        if row.strength in LINKING:
            led_to = setting.naming.right(links.key(row.item))
            found.setdefault(led_to.code, (led_to, "component", row.author))
    return list(found.values()) or [(None, None, None)]


def _sums(actions: Iterable[BudgetedAction]) -> list[Sum]:
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for one in actions:
        if one.amount is not None:
            amounts[one.currency or ""].append(one.amount)
    return [
        Sum(currency=currency, amount=sum(found, Decimal()), n_actions=len(found))
        for currency, found in sorted(amounts.items())
    ]


def _by_line(actions: Iterable[BudgetedAction]) -> list[LineSum]:
    """Add up what each line of each platform pays for; lines of two platforms may have one name."""
    found: dict[tuple[str, str, str], list[BudgetedAction]] = defaultdict(list)
    for one in actions:
        if one.amount is not None:
            found[one.currency or "", str(one.platform_id or ""), one.reference or ""].append(one)
    return [
        LineSum(
            currency=currency,
            amount=sum((one.amount for one in paid if one.amount is not None), Decimal()),
            n_actions=len(paid),
            reference=reference or None,
            platform_id=paid[0].platform_id,
        )
        for (currency, _, reference), paid in sorted(found.items())
    ]


Key = tuple[Literal["component", "right", "indicator", "measure"], str, str, str]


def _shared(actions: Iterable[BudgetedAction]) -> list[SharedSum]:
    """Add up what goes to each component, right, indicator and measure, in shares that never count twice."""
    amounts: dict[Key, Decimal] = defaultdict(Decimal)
    behind: dict[Key, set[UUID]] = defaultdict(set)
    for one in actions:
        for link in one.links:
            for key in _keys(link, one.currency or "") if link.amount_shared is not None else ():
                amounts[key] += link.amount_shared or Decimal()
                behind[key].add(one.id)
    return [
        SharedSum(kind=key[0], key=key[1], label=key[2], currency=key[3], amount=amount, n_actions=len(behind[key]))
        for key, amount in sorted(amounts.items())
    ]


def _keys(link: BudgetLink, currency: str) -> Sequence[Key]:
    found: list[Key] = []
    if link.component is not None:
        found.append(("component", link.component.code, link.component.label, currency))
    if link.right is not None:
        found.append(("right", link.right.code, link.right.label, currency))
    target = link.measured_by
    if target is not None:
        kind: Literal["indicator", "measure"] = "measure" if target.kind == "measure" else "indicator"
        found.append((kind, str(target.id), target.title, currency))
    return found
