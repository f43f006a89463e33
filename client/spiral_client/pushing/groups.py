"""Finding a file's groups on the server, and making those that the file describes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import Unsettled
from ..reading.table import Note
from ..understanding import Group
from ..understanding.groups import UNSPECIFIED, group_key, profile_concept, profile_slug
from .places import find_platform, is_uuid, make_platform
from .wire import Wire

BULK = 1000
_RESENT: tuple[str, ...] = (
    "platform_id",
    "source",
    "external_id",
    "label",
    "profile",
    "mixed",
    "takes_up",
    "cycle",
    "year",
)
_RESENT += ("month", "n_participants", "language")


@dataclass(frozen=True)
class GroupChoices:
    """What the person who pushes decided about groups."""

    platform: str | None = None
    create: bool = False
    update: bool = False


@dataclass
class Settled:
    """Where each group of the file is on the server; those of a dry run that do not exist yet are awaited."""

    ids: dict[str, str] = field(default_factory=dict)
    awaited: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


class GroupSettler:
    """Settles the groups of one file in one territory."""

    def __init__(self, wire: Wire, territory_id: str, source: str, choices: GroupChoices, dry_run: bool) -> None:
        """Keep the circumstances; nothing is asked yet."""
        self.wire, self.territory_id, self.source = wire, territory_id, source
        self.choices, self.dry_run = choices, dry_run
        self.settled = Settled()

    def settle(self, groups: Sequence[Group], several_places: Sequence[str] = ()) -> Settled:
        """Find every group, make the missing ones, and say what differs."""
        existing = self.wire.pages("/v1/groups", {"under": self.territory_id})
        missing, known = [], []
        for group in groups:
            found = _find(group, existing)
            if found is None:
                missing.append(group)
            else:
                self.settled.ids[group.key] = str(found["id"])
                known.append((group, found))
        self._compare(known)
        if missing:
            self._make(missing, several_places)
        return self.settled

    def _make(self, missing: Sequence[Group], several_places: Sequence[str]) -> None:
        if len(several_places) > 1 and self.choices.platform is None:
            raise Unsettled(
                f"the file speaks of {len(several_places)} territories and {len(missing)} groups are new; "
                "push one territory at a time, or choose where new groups belong with --platform"
            )
        profiles = self.wire.json("GET", "/v1/profiles").get("profiles", [])
        items = [self._item(group, profiles) for group in missing]
        self._require_descriptions(missing, items)
        platform = find_platform(self.wire, self.choices.platform, self.territory_id)
        names = ", ".join(repr(group.name) for group in missing[:10])
        where = repr(platform["name"]) if platform else "a new platform with the territory's name"
        verb = "would be made" if self.dry_run else "made"
        self._note("groups-made", f"{len(missing)} groups {verb} on {where}: {names}")
        if self.dry_run:
            self.settled.awaited = [group.key for group in missing]
            return
        if platform is None:
            platform = make_platform(self.wire, self.territory_id, self.source)
        self._send(missing, [{**item, "platform_id": platform["id"]} for item in items])

    def _item(self, group: Group, profiles: list[dict[str, Any]]) -> dict[str, Any]:
        item: dict[str, Any] = {"source": self.source, "external_id": group.external_id or group.name}
        item["label"] = group.name
        described = group.profile
        if described is None and self.choices.create:
            described = group.name if profile_concept(group.name) else UNSPECIFIED
            self._note("profile-guessed", f"group {group.name!r}: its type is not given; taken as {described!r}", True)
        if described is not None:
            slug, listed = profile_slug(described, profiles)
            item["profile"] = slug
            if slug == "mixed":
                item["mixed"] = True
            if not listed:
                self._note("profile-unknown", f"type of group {described!r} is not in the list; sent as {slug}", True)
        for name in ("year", "month", "n_participants", "language", "cycle"):
            if getattr(group, name) is not None:
                item[name] = getattr(group, name)
        return item

    def _require_descriptions(self, missing: Sequence[Group], items: Sequence[dict[str, Any]]) -> None:
        def lacking(name: str) -> str:
            names = [group.name for group, item in zip(missing, items, strict=True) if name not in item]
            more = f" and {len(names) - 10} more" if len(names) > 10 else ""
            return ", ".join(map(repr, names[:10])) + more

        if names := lacking("profile"):
            raise Unsettled(
                f"unknown groups: {names}. The file does not say what type of group they are; add a column "
                "'profile' (or a sheet with group, profile, year), correct the names, or pass --create-groups"
            )
        if names := lacking("year"):
            raise Unsettled(f"the year in which these groups met is not given: {names}; add a column or --year")

    def _send(self, groups: Sequence[Group], items: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(items), BULK):
            answer = self.wire.json("POST", "/v1/groups/bulk", json={"items": list(items[start : start + BULK])})
            for group, done in zip(groups[start : start + BULK], answer["items"], strict=True):
                self._outcome(group, done)

    def _outcome(self, group: Group, done: dict[str, Any]) -> None:
        if done["outcome"] == "rejected":
            reasons = [f"{f.get('pointer', '')} {f.get('message', '')}".strip() for f in done.get("errors", [])]
            self.settled.refused[group.key] = "; ".join(reasons) or "refused by the server"
            return
        self.settled.ids[group.key] = str(done["id"])
        if done["outcome"] == "created":
            self.settled.created.append(group.name)
        for warning in done.get("warnings", []):
            self._note(str(warning.get("code")), f"group {group.name!r}: {warning.get('message')}", True)

    def _compare(self, known: Sequence[tuple[Group, dict[str, Any]]]) -> None:
        """Say where the file describes a group otherwise than the server; change it only when asked."""
        differing = []
        for group, found in known:
            names = ("year", "month", "n_participants", "language", "cycle")
            facts = {name: getattr(group, name) for name in names if getattr(group, name) is not None}
            different = {name: value for name, value in facts.items() if found.get(name) != value}
            if different:
                differing.append((group, found, different))
        if differing and self.choices.update and not self.dry_run:
            self._update(differing)
            return
        for group, _, different in differing:
            text = f"group {group.name!r}: {', '.join(different)} differ from the server; not changed (--update-groups)"
            self._note("group-differs", text, True)

    def _update(self, differing: Sequence[tuple[Group, dict[str, Any], dict[str, Any]]]) -> None:
        items = [
            {name: found[name] for name in _RESENT if found.get(name) is not None} | different
            for _, found, different in differing
        ]
        self._send([group for group, _, _ in differing], items)

    def _note(self, code: str, text: str, loud: bool = False) -> None:
        note = Note(code, text, loud=loud)
        if note not in self.settled.notes:
            self.settled.notes.append(note)


def _find(group: Group, existing: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Find a group by id, by its external id, or by its name; raises ``Unsettled`` when several fit."""
    wanted = group.external_id or group.name
    if is_uuid(wanted):
        return next((found for found in existing if found["id"] == wanted.lower()), None)
    tests: list[Callable[[dict[str, Any]], bool]] = [
        lambda found: found.get("external_id") == wanted,
        lambda found: group_key(str(found.get("external_id", ""))) == group_key(wanted),
    ]
    if group.external_id is None:
        tests.append(lambda found: group_key(str(found.get("label", ""))) == group.key)
    for test in tests:
        fitting = [found for found in existing if test(found)]
        if len(fitting) > 1 and group.year is not None:
            fitting = [found for found in fitting if found.get("year") == group.year]
        if len(fitting) > 1:
            raise Unsettled(f"{len(fitting)} groups on the server fit {wanted!r}; use their ids in the column group")
        if fitting:
            return fitting[0]
    return None
