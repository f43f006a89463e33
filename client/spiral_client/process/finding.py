"""Which record somebody means: by its id, its external id, or words of its title."""

from collections.abc import Sequence
from typing import Any

from ..errors import Unsettled
from ..pushing.places import is_uuid
from ..pushing.wire import Wire
from ..understanding.words import normalise
from .forms import Form
from .own import own_filters

Record = dict[str, Any]

_SHOWN = 10


def find(wire: Wire, form: Form, said: str) -> str:
    """Give the id of the one record that is meant, of the key's own before others'.

    An external id is surer than a whole title, and that than a part of one. Raises ``Unsettled`` naming the candidates.
    """
    if is_uuid(said):
        return said
    own = own_filters(wire)
    found = _fitting(form, listed(wire, form.path, own), said) if own != [{}] else []
    found = found or _fitting(form, wire.pages(f"/v1/{form.path}", {"q": said}), said)
    if not found and own == [{}]:  # everything is its own, which is much
        found = _fitting(form, wire.pages(f"/v1/{form.path}"), said)
    if len(found) == 1:
        return str(found[0]["id"])
    if found:
        told = "; ".join(f"{_title(form, each)} ({each['id']})" for each in found[:_SHOWN])
        raise Unsettled(f"{len(found)} {form.path} fit {said!r}; give the id of one: {told}")
    raise Unsettled(f"there are no {form.path} that you may see with the id, external id or words {said!r}")


def listed(wire: Wire, path: str, several: Sequence[dict[str, Any]]) -> list[Record]:
    """List what any of several filters gives, each record once."""
    found = [each for filters in several for each in wire.pages(f"/v1/{path}", filters)]
    return list({each["id"]: each for each in found}.values())


def _fitting(form: Form, several: Sequence[Record], said: str) -> list[Record]:
    """Give the records that fit best: those of this external id, else of this title, else with these words in it."""
    wanted = normalise(said)
    by_name = [each for each in several if each.get("external_id") == said]
    titled = [each for each in several if normalise(_title(form, each)) == wanted]
    return by_name or titled or [each for each in several if wanted and wanted in normalise(_title(form, each))]


def _title(form: Form, record: Record) -> str:
    return str(record.get(form.title or "", "")) or str(record["id"])
