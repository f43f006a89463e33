"""Syntheses from Python: ask for one, wait for it, read its report."""

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from .errors import NotMade, Refused, ServerTrouble
from .pushing.wire import Wire

Record = dict[str, Any]
Told = Callable[[str, float], None]

FORMATS = ("html", "md", "csv", "json")
"""What a report is written in."""

CORPORA = {"csv": "criteria.csv", "iramuteq": "criteria.txt"}
"""What the criteria of a synthesis are written in: a flat table, or a corpus for IRaMuTeQ."""


class Syntheses:
    """The syntheses of a server, as the key may see them."""

    def __init__(self, wire: Wire) -> None:
        """Use an open connection."""
        self._wire = wire

    def ask(self, scope: Mapping[str, Any] | None = None, **wishes: Any) -> Record:
        """Ask for the synthesis of a scope (``under``, ``country``, ``platform``, ``group``, ``questions`` …).

        With ``open_only`` it is made of open data, and may be released to everybody once it is validated.
        ``wishes`` are ``title``, ``contrast_by``, ``label_languages``, ``copies``, ``seed``, ``resamplings`` and
        ``follows``. A request that is tried again after a lost answer asks for one synthesis, not for two.
        """
        body = {"scope": dict(scope or {}), **{name: value for name, value in wishes.items() if value is not None}}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        found: Record = self._wire.json("POST", "/v1/syntheses", json=body, headers=key)
        return found

    def wait(self, synthesis_id: str, patience: float = 3600.0, told: Told | None = None) -> Record:
        """Wait until a synthesis is finished; gives its record.

        Raises ``NotMade`` when it failed or was cancelled, ``ServerTrouble`` when patience (seconds) is at its end.
        ``told`` hears the phase and the share of the whole that is done, about once a second.
        """
        until = time.monotonic() + patience
        while True:
            found = self.record(synthesis_id)
            if found["state"] == "done":
                return found
            if found["state"] in ("failed", "cancelled"):
                why = f": {found['problem']}" if found.get("problem") else ""
                ended = "failed" if found["state"] == "failed" else "was cancelled"
                raise NotMade(f"the synthesis {ended}{why}; its id is {synthesis_id}")
            if told is not None:
                told(found["progress"]["phase"], found["progress"]["share"])
            if time.monotonic() > until:
                raise ServerTrouble(f"the synthesis is still {found['state']}; look again with its id {synthesis_id}")
            self._wire.sleep(1.0)

    def record(self, synthesis_id: str) -> Record:
        """Tell how far a synthesis is."""
        found: Record = self._wire.json("GET", f"/v1/syntheses/{synthesis_id}", params={"document": "false"})
        return found

    def read(self, synthesis_id: str) -> Record:
        """Give a synthesis with what it found."""
        found: Record = self._wire.json("GET", f"/v1/syntheses/{synthesis_id}")
        return found

    def all(self) -> list[Record]:
        """List syntheses, the newest first."""
        return self._wire.pages("/v1/syntheses", {"limit": 200})

    def report(self, synthesis_id: str, format: str = "html", lang: str | None = None) -> str:
        """Give a report to read (html, md), to compute with (csv) or whole (json)."""
        if format not in FORMATS:
            raise Refused(f"a report is written in {', '.join(FORMATS)}, not {format}", 0)
        params = {"lang": lang} if lang else {}
        return self._wire.ask("GET", f"/v1/syntheses/{synthesis_id}/report.{format}", params=params).text

    def criteria(self, synthesis_id: str, format: str = "csv") -> str:
        """Give the criteria of a synthesis with their topics: a flat table, or a corpus for IRaMuTeQ."""
        if format not in CORPORA:
            raise Refused(f"criteria are written in {' or '.join(CORPORA)}, not {format}", 0)
        return self._wire.ask("GET", f"/v1/syntheses/{synthesis_id}/{CORPORA[format]}").text

    def cancel(self, synthesis_id: str) -> Record:
        """Stop making a synthesis; one that has ended already is ``Refused``."""
        found: Record = self._wire.json("POST", f"/v1/syntheses/{synthesis_id}/cancel")
        return found
