"""Which records a list or an export is of: a partner's own, unless somebody asks for more or for less."""

from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import Unsettled
from .ask import where_filters

Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="A filter, as name=value: state=done, under=ID, component=A03, overdue=true ..."),
]
OfPlatform = Annotated[str | None, typer.Option("--platform", help="Only of this platform: id, external id or name.")]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="All that your key may see, also what others released.")]

Filters = dict[str, Any]


def filters_of(client: Client, where: list[str] | None, platform: str | None, everywhere: bool) -> list[Filters]:
    """Give the filters to ask with, one after the other; raises ``Unsettled`` for wishes that contradict."""
    given: Filters = dict(where_filters(where))
    placed = given.keys() & {"under", "platform_id"}
    if sum((bool(placed), platform is not None, everywhere)) > 1:
        raise Unsettled("choose one of --everywhere, --platform and --where under=... or platform_id=...")
    if platform is not None:
        return [{**given, "platform_id": client.platform_id(platform)}]
    if placed or everywhere:
        return [given]
    return [{**given, **mine} for mine in client.own()]


def nothing(path: str, several: list[Filters]) -> str:
    """Say that there is nothing, and where more might be."""
    if any("under" in each for each in several):
        return f"there are no {path} in your territory; --everywhere looks at what others released, too"
    return f"there are no {path} that your key may see"
