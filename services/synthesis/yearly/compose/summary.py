"""Cut what everybody may read of a territory to the few lines that a city shows on its own site."""

from collections import Counter
from datetime import datetime

from ...schemas import CodebookNotice
from ..document import Action, Place
from ..summarising import Summary
from ..voices import Voices
from .changed import compose_measures
from .decided import compose_commitments
from .done import STATES, compose_action
from .said import compose_said
from .setting import Setting

LATEST = 4
"""Commitments, actions and measures told, each the latest."""


def compose_summary(setting: Setting, place: Place, country: str, found: Voices, made_at: datetime) -> Summary:
    """Compose the summary of a territory as it is today; ``setting`` holds what everybody may read."""
    codebook = setting.naming.codebook
    commitments = [one for one in compose_commitments(setting) if one.state not in ("withdrawn", "proposed")]
    actions = [compose_action(setting, record) for record in setting.ledger.of("action")]
    states = Counter(one.state for one in actions)
    ongoing = [one for one in actions if one.state in ("done", "under-way")]
    measures = [one for one in compose_measures(setting) if one.latest is not None]
    return Summary(
        territory=place,
        country=country,
        as_of=setting.as_of,
        made_at=made_at,
        said=compose_said(found, setting.naming),
        commitments=sorted(commitments, key=lambda one: str(one.decided_on), reverse=True)[:LATEST],
        n_commitments=len(commitments),
        actions=sorted(ongoing, key=_latest, reverse=True)[:LATEST],
        n_by_state={state: states[state] for state in STATES if states[state]},
        measures=sorted(measures, key=lambda one: str(one.latest and one.latest.on), reverse=True)[:LATEST],
        glossary=setting.naming.glossary,
        report=f"/v1/yearly-reports/{place.id}/{setting.year}",
        codebook=CodebookNotice(version=codebook.version, provisional=codebook.provisional, notice=codebook.notice),
    )


def _latest(one: Action) -> str:
    return str(one.done_on or one.starts_on or "")
