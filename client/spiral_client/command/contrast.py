"""``spiral contrast``, ``spiral alarms`` and ``spiral review``: what stands out, and what people should look at."""

from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import FileUnreadable
from ..understanding.groups import profile_slug
from .ask import QuestionFilter, Where, where_filters
from .labels import Labels, between, kinds_of, labels_of, odds, percent
from .push import Json
from .report import Language
from .speaking import as_json, guarded, say, table

_SCOPE = "network, a country (BE), or a territory's name or id; by default what the key is for."
Scope = Annotated[str | None, typer.Option("--scope", help=_SCOPE)]
OneScope = Annotated[str | None, typer.Argument(metavar="[SCOPE]", help=_SCOPE)]
Limit = Annotated[int, typer.Option(min=1, max=200, help="How many to show at most.")]


@guarded
def contrast(
    value: Annotated[str, typer.Argument(help="A kind of group in any language, a country, a territory or a year.")],
    by: Annotated[str, typer.Option(help="profile, family, country, territory or year.")] = "profile",
    against: Annotated[str | None, typer.Option(help="Another value; without it, all the others.")] = None,
    scope: Scope = None,
    question: QuestionFilter = None,
    of: Annotated[str, typer.Option(help="component or dimension.")] = "component",
    limit: Limit = 20,
    lang: Language = None,
    where: Where = None,
    json_output: Json = False,
) -> None:
    """Show what a part says more and less than the rest, the surest first."""
    with Client() as client:
        filters = {**_place(client, scope), "question": question, "of": of, "limit": limit, "lang": lang}
        part, rest = _value(client, by, value), _value(client, by, against) if against else None
        found = client.contrast(part, by, rest, **{**filters, **where_filters(where)})
    if json_output:
        as_json(found)
        return
    rows = found["differences"]
    table(
        ("question", "direction", "code", "label", "share", "others", "95 % of the difference", "q", "stands", "words"),
        [_difference(row) for row in rows],
    )
    n = sum(row["stands"] for row in rows)
    say(f"{n} of the {len(rows)} shown stand; {found['n_tested']:,} were tested")
    say(f"{found['n_groups']} groups against {found['n_groups_rest']}")


def _difference(row: dict[str, Any]) -> list[Any]:
    shares = [percent(row["share"]), percent(row["share_rest"]), between(row["difference"])]
    stands = "yes" if row["stands"] else "no"
    named = [row["question"] or "all", row["direction"], row["code"], row.get("label")]
    return [*named, *shares, f"{row['q']:.2g}", stands, first_words(row)]


def first_words(row: dict[str, Any]) -> str:
    """Give the first example of a figure in people's own words; none where the reader may not see any."""
    return next((f"“{words['text']}”" for words in row.get("words", [])), "")


def _value(client: Client, by: str, said: str) -> str:
    """Give the server's name of a part: a territory's id, or a kind of group as people write it."""
    if by == "territory":
        place = client.scope(said)
        if "under" not in place:
            raise FileUnreadable(f"{said!r} is no territory; compare countries with --by country")
        return place["under"]
    if by == "profile":
        slug, known = profile_slug(said, client.profiles())
        return slug if known else said
    return said


def _place(client: Client, scope: str | None) -> dict[str, str]:
    place = client.scope(scope)
    if not place.keys() <= {"under", "country"}:
        raise FileUnreadable("this is asked of the network, a country or a territory, not of a platform or a group")
    return place


@guarded
def alarms(
    scope: OneScope = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind of group, such as homeless.")] = None,
    direction: Annotated[str | None, typer.Option(help="more or less.")] = None,
    every: Annotated[bool, typer.Option("--every", help="Also what tells the same story in other words.")] = False,
    past: Annotated[bool, typer.Option("--past", help="Also what stood once and does not any more.")] = False,
    limit: Limit = 20,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """List what stands out though nobody asked, the newest first."""
    with Client() as client:
        value = _value(client, "profile", kind) if kind else None
        lead, stands = (None if every else "true"), (None if not past else "false")
        wished = {**_place(client, scope), "value": value, "direction": direction, "lead": lead, "stands": stands}
        given = {name: each for name, each in wished.items() if each is not None}
        found = client.alarms(**given, **({"lang": lang} if lang else {}))
        labels = Labels({}, kinds_of(client, (lang or "en")[:2]))
    if json_output:
        as_json(found)
        return
    if not found:
        say("nothing stands out; a kind of group is looked at where at least 6 groups of it were heard", trouble=True)
        return
    columns = ("who", "where", "question", "direction", "code", "label", "share", "others", "odds (95 %)", "q", "words")
    table(columns, [_alarm(row, labels) for row in found[:limit]])
    if len(found) > limit:
        say(f"and {len(found) - limit} more; --limit {len(found)} shows them")


def _alarm(row: dict[str, Any], labels: Labels) -> list[Any]:
    named = [labels.part(row["axis"], row["value"]), row["scope_name"], row["question"] or "all", row["direction"]]
    size = odds(row["log_odds"]["value"], row["log_odds"]["low"], row["log_odds"]["high"])
    shares = [percent(row["share"]), percent(row["share_rest"]), size, f"{row['q']:.2g}"]
    return [*named, row["code"], row.get("label"), *shares, first_words(row)]


@guarded
def review(
    scope: OneScope = None,
    question: QuestionFilter = None,
    language: Annotated[str | None, typer.Option(help="Only statements in this language.")] = None,
    component: Annotated[str | None, typer.Option(help="Only those proposed as this code or dimension.")] = None,
    limit: Limit = 20,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """List the statements whose codes people should look at first, and why."""
    with Client() as client:
        wished = {"question": question, "language": language, "component": component, "limit": limit, "lang": lang}
        found = client.review(**_place(client, scope), **wished)
        labels = labels_of(client, (lang or "en")[:2])
    if json_output:
        as_json(found)
    elif found["items"]:
        columns = ("said", "language", "question", "text", "code", "label", "why", "id")
        table(columns, [_item(row, labels) for row in found["items"]])
    else:
        say("nothing is left to look at here", trouble=True)


def _item(row: dict[str, Any], labels: Labels) -> list[Any]:
    code = row.get("human_code") or row.get("proposed") or ""
    why = "; ".join(reason["text"] for reason in row["reasons"])
    said = [row["n_said"], row["language"], row["question"], row["text"]]
    return [*said, code, labels.code(code), why, row["id"]]
