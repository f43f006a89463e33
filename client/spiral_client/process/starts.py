"""Where a chain begins, as people say it: a record by its external id or title, a criterion by its external id."""

from ..errors import Unsettled
from ..pushing.places import is_uuid
from ..pushing.wire import Wire
from .asking import known_forms
from .finding import find, listed
from .own import own_filters

_CODED = ("component", "right", "dimension", "topic", "budget-line")
"""Kinds that are known by a code, and by nothing else."""


def start_of(wire: Wire, said: str) -> str:
    """Give ``kind/key`` as the server knows it; what is no record stays as it is for the server to judge."""
    kind, _, key = said.partition("/")
    if kind in _CODED or not key or is_uuid(key):
        return said
    if kind == "criterion":
        return f"{kind}/{_criterion(wire, key)}"
    forms = known_forms(wire)
    try:
        form = forms.form(kind)
    except Unsettled:
        return said
    return f"{kind}/{find(wire, form, key)}"


def _criterion(wire: Wire, external_id: str) -> str:
    found = listed(wire, "criteria", [{**mine, "external_id": external_id} for mine in own_filters(wire)])
    if len(found) == 1:
        return str(found[0]["id"])
    told = ", ".join(str(each["id"]) for each in found[:10]) or "none that you may read"
    raise Unsettled(f"a criterion is named by its id, or by an external id that only one has; {external_id!r}: {told}")
