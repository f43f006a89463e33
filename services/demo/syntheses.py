"""Two syntheses, as people would ask for them: of the network with the staff's key, of Mons with its own."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spiral_client import Client
from spiral_client.command.labels import labels_of

from .generating import Demonstration
from .keys import write_privately
from .planted import HOMELESS, MONS
from .registering import Registered
from .running import CannotRun, Installation
from .showing_synthesis import ShowSyntheses
from .synthesis_findings import surest_alarm
from .telling import Teller

PATIENCE_SECONDS = 3600.0
ALARM_SECONDS = 20.0
"""How long the demonstration waits for something to stand out unasked."""


@dataclass(frozen=True)
class Report:
    """A report that was written down, and where it is read with a key."""

    title: str
    file: Path
    url: str
    key_name: str


class Syntheses:
    """The part of the demonstration that asks what all of it amounts to."""

    def __init__(self, installation: Installation, staff: Client, teller: Teller) -> None:
        """Keep the circumstances; nothing is asked yet."""
        self.installation, self.staff, self.teller = installation, staff, teller

    def everything(self, demonstration: Demonstration, registered: Registered) -> list[Report]:
        """Ask for both syntheses, show what they found, and write their reports down."""
        name = next(partner.name for partner in demonstration.partners if partner.territory == MONS)
        mons = registered.territories[MONS]
        with Client(self.installation.url, registered.keys[name]) as city:
            asked = self.staff.syntheses.ask({}, title="The whole network (synthetic)", label_languages=["en", "fr"])
            own = city.syntheses.ask({"under": mons}, title="Mons (synthetic)", label_languages=["en", "fr"])
            network = self._wait(self.staff, asked, "Making the synthesis of the network")
            city_found = self._wait(city, own, "Making the synthesis of Mons, with its partner's key")
            show = ShowSyntheses(self.teller, labels_of(self.staff, "en", network["provenance"]["codebook"]))
            show.network(network)
            show.city(city_found, city.contrast(HOMELESS, under=mons, limit=4))
            show.alarm(self._alarm())
            return [
                self._write(self.staff, network, "network", "staff"),
                self._write(city, city_found, "mons", f"partner {name}"),
            ]

    def _wait(self, client: Client, asked: dict[str, Any], title: str) -> dict[str, Any]:
        with self.teller.stage(title, 100) as bar:
            client.syntheses.wait(
                asked["id"], PATIENCE_SECONDS, lambda phase, share: bar.reach(100 * share, f"({phase})")
            )
            bar.reach(100)
        found = client.syntheses.read(asked["id"])
        if not found["document"]["voices"]["n_criteria"]:
            raise CannotRun(f"the synthesis {asked['id']} has heard nobody")
        return found

    def _alarm(self) -> dict[str, Any] | None:
        """Give the surest alarm; the look is taken some seconds after everything has been counted."""
        end = time.monotonic() + ALARM_SECONDS
        while (found := surest_alarm(self.staff)) is None and time.monotonic() < end:
            time.sleep(1)
        return found

    def _write(self, client: Client, found: dict[str, Any], name: str, key_name: str) -> Report:
        file = (self.installation.state / "demo" / "reports" / f"{name}.html").resolve()
        # The report of a territory holds words that were given for this territory only.
        write_privately(file, client.syntheses.report(found["id"], "html", "en"))
        return Report(found["title"], file, f"{self.installation.url}{found['links']['report']}", key_name)


def where_reports_are(reports: list[Report], teller: Teller, keys: Path) -> None:
    """Say where the reports lie, and how to ask for them: their address needs a key, and a browser sends none."""
    teller.title("The reports of both syntheses")
    for report in reports:
        key = f"json.load(open('{keys}'))['{report.key_name}']"
        teller.say(f"  {report.title:32}{report.file.as_uri()}")
        teller.say(f'    curl -H "Authorization: Bearer $(python3 -c "import json; print({key})")" {report.url}')
