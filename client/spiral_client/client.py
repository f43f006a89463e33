"""The server as seen from Python: push a file, ask for trends, search, look at imports and places."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import httpx

from . import configuration
from .errors import Unsettled
from .following import PATIENCE_SECONDS, Told, wait_until_counted
from .process.readings import ProcessReadings
from .pushing.delivery import Report
from .pushing.groups import GroupChoices
from .pushing.places import WHOAMI
from .pushing.push import Push, PushOptions
from .pushing.records import push_records
from .pushing.result import PushResult
from .pushing.wire import ATTEMPTS, Sleep, Wire
from .records import Kinds, Records
from .scopes import own_scope, scope_of
from .syntheses import Syntheses
from .understanding import Reading, ReadingOptions, read_file

Record = dict[str, Any]


class Client(ProcessReadings):
    """A connection to one server with one key; without arguments, the configured ones are used.

    >>> with Client("https://spiral.example.org", "spc_…") as spiral:
    ...     spiral.push("notes.xlsx", territory="…", source="notes 2024").counts
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        attempts: int = ATTEMPTS,
        sleep: Sleep = time.sleep,
        transport: httpx.BaseTransport | None = None,
        memory: Path | None = None,
    ) -> None:
        """Open no connection yet; ``memory`` is the folder where interrupted pushes are remembered."""
        if url is None:
            known = configuration.load()
            url, key = known.url, key or known.key
        if not url:
            raise Unsettled("which server? run spiral configure, or set SPIRAL_URL")
        self.url = configuration.checked_url(url)
        self._wire = Wire(self.url, key, attempts=attempts, sleep=sleep, transport=transport)
        self._memory = memory or configuration.state_folder()
        self.syntheses = Syntheses(self._wire)
        self.kinds = Kinds(self._wire)

    def __repr__(self) -> str:
        """Show the address and never the key."""
        return f"Client({self.url!r})"

    def __enter__(self) -> Self:
        """Use the client in a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection at the end of the block."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def push(
        self,
        file: str | Path | Reading,
        territory: str | None = None,
        source: str | None = None,
        *,
        platform: str | None = None,
        dry_run: bool = False,
        atomic: bool = False,
        create_groups: bool = False,
        update_groups: bool = False,
        report: Report | None = None,
        **reading: Any,
    ) -> PushResult:
        """Push a file; ``reading`` takes the fields of ``ReadingOptions`` (mapping, sheet, language, year …).

        Raises a ``SpiralError`` when nothing could be sent; lines that were refused are in the result.
        """
        understood = file if isinstance(file, Reading) else read_file(file, ReadingOptions(**reading))
        choices = GroupChoices(platform, create_groups, update_groups)
        options = PushOptions(territory, source, choices, dry_run, atomic, self._memory)
        return Push(self._wire, understood, options, report or _silent).run()

    def push_records(
        self,
        records: Iterable[Mapping[str, Any]],
        territory: str | None = None,
        source: str | None = None,
        *,
        dry_run: bool = False,
        atomic: bool = False,
        report: Report | None = None,
    ) -> PushResult:
        """Push records with the fields of a criterion as they are; they are all read before the first is sent.

        Raises a ``SpiralError`` when nothing could be sent; records that were refused are in the result, each
        with its number from 1 as ``place.row``.
        """
        return push_records(self._wire, records, territory, source, dry_run, atomic, self._memory, report or _silent)

    def records(self, kind: str) -> Records:
        """Give the records of one kind, by its address: ``client.records("actions").all(overdue=True)``."""
        return Records(self._wire, self.kinds, kind)

    def trends(self, by: str | Iterable[str] = "country,dimension", **filters: Any) -> Record:
        """Ask how often things are said, by the given properties."""
        grouped = by if isinstance(by, str) else ",".join(by)
        return self._get("/v1/trends", {"by": grouped, **filters})

    def search(self, text: str, **filters: Any) -> Record:
        """Find criteria by meaning, in any language."""
        return self._get("/v1/search", {"q": text, **filters})

    def contrast(self, value: str, by: str = "profile", against: str | None = None, **filters: Any) -> Record:
        """Ask what a part says more and less than the rest, or than another part (``against``)."""
        return self._get("/v1/contrast", {"by": by, "value": value, "against": against, **filters})

    def alarms(self, **filters: Any) -> list[Record]:
        """List what stands out though nobody asked, the newest first (under, country, value, direction, lead)."""
        return self._wire.pages("/v1/alarms", {"limit": 200, **filters})

    def criteria(self, **filters: Any) -> list[Record]:
        """List the criteria this key may read (group_id, question, language, state, code, under, external_id ...)."""
        return self._wire.pages("/v1/criteria", {"limit": 1000, **filters})

    def review(self, **filters: Any) -> Record:
        """List what people should look at first (under, country, language, question, component, limit)."""
        return self._get("/v1/review", filters)

    def codebook(self, version: str | None = None) -> Record:
        """Give a version of the codebook, the current one without a version."""
        if version is None:
            listed: Any = self._wire.json("GET", "/v1/codebooks")
            version = next(str(each["version"]) for each in listed if each["current"])
        return self._get(f"/v1/codebooks/{version}", {})

    def scope(self, said: str | None = None) -> dict[str, str]:
        """Give the scope that somebody means: ``network``, ``BE``, a territory's id or name, ``platform:ID`` …

        Without words it is a partner's only territory, and the network for everybody else. Raises ``Unsettled``
        naming the candidates where none or several fit.
        """
        return own_scope(self._wire) if said is None else scope_of(self._wire, said)

    def status(self, import_id: str | None = None) -> Record:
        """Look at one import, or at what the synthesis has worked through."""
        return self._get(f"/v1/imports/{import_id}" if import_id else "/v1/status", {})

    def wait_until_counted(self, patience: float = PATIENCE_SECONDS, told: Told | None = None) -> Record:
        """Wait until all that was pushed or kept until now is followed, read and counted; gives the status.

        ``told`` hears how much is done, and of how much. Raises ``ServerTrouble`` after ``patience`` seconds.
        """
        return wait_until_counted(self._wire, patience, told)

    def imports(self, **filters: Any) -> list[Record]:
        """List the imports made with this key."""
        return self._wire.pages("/v1/imports", filters)

    def whoami(self) -> Record:
        """Ask what the server knows of the key: its role and territories."""
        return self._get(WHOAMI, {})

    def limits(self) -> Record:
        """Ask what the server takes at most."""
        return self._get("/v1/limits", {})

    def territories(self, **filters: Any) -> list[Record]:
        """List territories (country, kind, parent_id, under, code, scheme, q)."""
        return self._wire.pages("/v1/territories", filters)

    def platforms(self, **filters: Any) -> list[Record]:
        """List platforms (territory_id, under)."""
        return self._wire.pages("/v1/platforms", filters)

    def groups(self, **filters: Any) -> list[Record]:
        """List the groups this key may see (platform_id, under, profile, year)."""
        return self._wire.pages("/v1/groups", filters)

    def profiles(self) -> list[Record]:
        """List the types of group."""
        found: list[Record] = self._get("/v1/profiles", {}).get("profiles", [])
        return found

    def families(self) -> list[Record]:
        """List the families of types of group, such as age."""
        found: list[Record] = self._get("/v1/profiles", {}).get("families", [])
        return found

    def register_territories(self, records: Iterable[Record]) -> list[Record]:
        """Make or change territories, 1,000 a request; the answer has one outcome for each."""
        return self._bulk("/v1/territories/bulk", records)

    def register_platforms(self, records: Iterable[Record]) -> list[Record]:
        """Make or change platforms, 1,000 a request; the answer has one outcome for each."""
        return self._bulk("/v1/platforms/bulk", records)

    def register_groups(self, records: Iterable[Record]) -> list[Record]:
        """Make or change groups, 1,000 a request; the answer has one outcome for each."""
        return self._bulk("/v1/groups/bulk", records)

    def _bulk(self, path: str, records: Iterable[Record]) -> list[Record]:
        items, outcomes = list(records), []
        for start in range(0, len(items), 1000):
            answer = self._wire.json("POST", path, json={"items": items[start : start + 1000]})
            outcomes += [{**done, "index": start + done["index"]} for done in answer["items"]]
        return outcomes

    def _get(self, path: str, params: Mapping[str, Any]) -> Record:
        found: Record = self._wire.json("GET", path, params={k: v for k, v in params.items() if v is not None})
        return found


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
