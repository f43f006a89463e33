"""What is read of the process: chains, who was heard, rights, progress, and reports for others."""

from collections.abc import Mapping
from typing import Any

from ..errors import Refused
from ..pushing.places import is_uuid
from ..pushing.wire import Wire
from .own import own_filters
from .places import Platforms, territory_of
from .starts import start_of

Found = dict[str, Any]

REPORTS = ("html", "md", "csv", "json")
"""What a yearly report and a chapter are written in."""

TABLES = ("csv", "json")
SUMMARIES = ("html", "json")
_GOALS = ("sdg", "sdgs", "voluntary-local")


class ProcessReadings:
    """Readings of the process; a territory is named by its id, its name or a country's code."""

    _wire: Wire

    def chain(self, start: str, direction: str = "both", territory: str | None = None, **filters: Any) -> Found:
        """Follow the chain from ``criterion/<id>``, ``component/A03``, ``right/udhr/25``, ``action/<id>`` and others.

        A record may be named by its external id or title, a criterion by its external id. ``direction`` is forward,
        back or both; filters are ``depth``, ``limit``, ``criteria`` and ``lang``.
        """
        place = territory_of(self._wire, territory) if territory else None
        return self._found(
            "/v1/chain", {"from": start_of(self._wire, start), "direction": direction, "territory": place, **filters}
        )

    def coverage(self, territory: str | None = None, **filters: Any) -> Found:
        """Tell which kinds of people were heard in a territory and which were not (year_from, year_to, lang)."""
        return self._found("/v1/coverage", {"territory": territory_of(self._wire, territory), **filters})

    def frameworks(self) -> list[Found]:
        """List the frameworks of rights, in every version."""
        found: list[Found] = self._wire.json("GET", "/v1/rights/frameworks")
        return found

    def rights_reading(self, territory: str | None = None, framework: str = "udhr", **filters: Any) -> Found:
        """Read by right what people said, in a territory or everywhere (strength, question, lang ...)."""
        place = territory_of(self._wire, territory) if territory else None
        return self._found("/v1/rights/reading", {"territory": place, "framework": framework, **filters})

    def progress(self, platform: str | None = None) -> Found:
        """Tell how far a platform is, phase by phase: by its id or name, else the key's only one."""
        return self._found(f"/v1/platforms/{Platforms(self._wire).id_of(platform)}/progress", {})

    def criterion(self, criterion_id: str) -> Found:
        """Give one criterion, as far as the key may read it."""
        return self._found(f"/v1/criteria/{criterion_id}", {})

    def diagnosis(self, indicator_id: str) -> Found:
        """Tell where groups see an indicator: present, reached and wished situations."""
        return self._found(f"/v1/indicators/{indicator_id}/diagnosis", {})

    def voices(self, collective_criterion_id: str) -> Found:
        """Tell which first words a collective criterion was made of, and what it was taken up into."""
        return self._found(f"/v1/collective-criteria/{collective_criterion_id}/voices", {})

    def said(self, platform: str | None = None, **filters: Any) -> Found:
        """Count what a platform's groups said and what was carried on; list what was left out (limit, lang)."""
        return self._found(f"/v1/platforms/{Platforms(self._wire).id_of(platform)}/said", filters)

    def matrix(self, **of: Any) -> Found:
        """Give action by component by situation, before and after, of what was evaluated (``of`` and its filters)."""
        return self._found("/v1/evaluations/matrix", of)

    def measures_index(self, platform: str | None = None) -> Found:
        """Give a platform's measures on one scale from 0 to 1, ill-being reversed."""
        return self._found("/v1/measures/index", {"platform_id": Platforms(self._wire).id_of(platform)})

    def indicator_proposal(self, component: str, territory: str | None = None, **filters: Any) -> Found:
        """Give words that a component's five situations can be written from, out of what people said there."""
        place = territory_of(self._wire, territory)
        return self._found("/v1/indicator-proposals", {"component": component, "territory": place, **filters})

    def practices(self, q: str, **filters: Any) -> Found:
        """Find practices by their meaning, in any language."""
        return self._found("/v1/practices/search", {"q": q, **filters})

    def yearly_report(self, territory: str | None, year: int, format: str = "html", lang: str | None = None) -> str:
        """Give the yearly report of a territory: what was said, decided, done, and what changed."""
        place = territory_of(self._wire, territory)
        return self._written(f"/v1/yearly-reports/{place}/{year}", format, REPORTS, {"lang": lang})

    def review_chapter(
        self, framework: str, territory: str | None, year: int, format: str = "html", **filters: Any
    ) -> str:
        """Give a chapter for others' reviews: by goal (``sdg``: Voluntary Local Review), or by right (``udhr`` ...).

        Filters are ``lang`` and ``crosswalk`` (proposal, platforms or both).
        """
        place = territory_of(self._wire, territory)
        if framework.lower() in _GOALS:
            return self._written(f"/v1/reviews/voluntary-local/{place}/{year}", format, REPORTS, filters)
        params = {**filters, "framework": framework}
        return self._written(f"/v1/reviews/universal-periodic/{place}/{year}", format, REPORTS, params)

    def summary(self, territory: str | None = None, format: str = "json", lang: str | None = None) -> str:
        """Give what everybody may read of a territory in a few lines, for a city's own site."""
        place = territory_of(self._wire, territory)
        return self._written(f"/v1/summaries/{place}", format, SUMMARIES, {"lang": lang})

    def budget_table(
        self, territory: str | None = None, year: int | None = None, format: str = "csv", **filters: Any
    ) -> str:
        """Give budget lines by action, indicator, component and right (framework, version, crosswalk, lang)."""
        params = {"territory": territory_of(self._wire, territory), "year": year, **filters}
        return self._written("/v1/budget-table", format, TABLES, params)

    def territory_id(self, said: str | None = None) -> str:
        """Give the id of a territory by its id, its name or a country's code; without one, the key's only one."""
        return said if said and is_uuid(said) else territory_of(self._wire, said)

    def platform_id(self, said: str | None = None) -> str:
        """Give the id of a platform by its id, its external id or its name; without one, the key's only one."""
        return Platforms(self._wire).id_of(said)

    def own(self) -> list[dict[str, Any]]:
        """Give the filters of lists of the key's own records, one for each of its territories; else an empty one.

        >>> [each for mine in client.own() for each in client.records("actions").all(**mine)]
        """
        return own_filters(self._wire)

    def _found(self, path: str, params: Mapping[str, Any]) -> Found:
        asked = {name: value for name, value in params.items() if value is not None}
        found: Found = self._wire.json("GET", path, params=asked)
        return found

    def _written(self, path: str, format: str, forms: tuple[str, ...], params: Mapping[str, Any]) -> str:
        if format not in forms:
            raise Refused(f"this is written in {', '.join(forms)}, not in {format}", 0)
        asked = {name: value for name, value in params.items() if value is not None}
        return self._wire.ask("GET", path, params={"format": format, **asked}).content.decode()
