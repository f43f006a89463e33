"""``python -m services demo``: start all, push synthetic criteria as partners would, and show what comes out."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import httpx
from spiral_client import Client, SpiralError

from .chain.keeping import keep
from .chain.showing import show
from .generating import Demonstration, generate
from .keys import Keys
from .planted import MONS
from .registering import Network, Registered
from .running import CannotRun, Installation
from .showing import Show, farewell
from .syntheses import Syntheses, where_reports_are
from .telling import Teller
from .waiting import wait_for_process, wait_for_synthesis

DEFAULT_SIZE = 6000
DEFAULT_PORT = 8000


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and demonstrate; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services demo", description=__doc__)
    parser.add_argument("--size", type=_size, default=DEFAULT_SIZE, help=f"criteria to push ({DEFAULT_SIZE})")
    parser.add_argument("--seed", type=int, default=2026, help="another seed gives other synthetic data")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SPIRAL_PORT") or DEFAULT_PORT))
    parser.add_argument("--detach", action="store_true", help="return at the end and leave the services running")
    parser.add_argument("--stop", action="store_true", help="stop what --detach left running; the data stays")
    known = parser.parse_args(arguments)
    installation = Installation(Path(os.environ.get("SPIRAL_STATE") or ".spiral"), known.port)
    teller = Teller()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if known.stop:
            stopped = installation.stop()
            teller.say("The services are stopped; their data is kept." if stopped else "Nothing was left running.")
            return 0
        return _demonstrate(installation, known.size, known.seed, known.detach, teller)
    except KeyboardInterrupt:
        return 130
    except (CannotRun, SpiralError, httpx.HTTPError) as error:
        teller.say(f"The demonstration cannot go on: {error}")
        return 1


def _size(text: str) -> int:
    size = int(text)
    if size < 1500:
        raise argparse.ArgumentTypeError("at least 1500, or there are too few groups to show anything")
    return size


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _demonstrate(installation: Installation, size: int, seed: int, detach: bool, teller: Teller) -> int:
    process = None
    leave = False
    try:
        if installation.answers():
            teller.say(f"The services answer at {installation.url} already.")
        else:
            with teller.stage("Starting the services (the first time, a database is made)", 1):
                process = installation.start()
                installation.wait_until_ready(process)
        _push_and_show(installation, size, seed, teller)
        leave = detach
        if process is not None and not detach:
            _stay(process, teller)
    finally:
        if process is not None and not leave:
            teller.say("Stopping the services …")
            installation.stop()
    if leave:
        teller.say("\nThe services go on; `make down` stops them and keeps their data.")
    return 0


def _push_and_show(installation: Installation, size: int, seed: int, teller: Teller) -> None:
    keys = Keys(installation)
    keys.open()
    with teller.stage(f"Inventing {size:,} criteria", 1):
        demonstration = generate(size, seed)
    network = Network(installation, keys, demonstration, teller)
    network.register()
    registered = network.push()
    with Client(installation.url, keys.staff) as staff:
        wait_for_synthesis(staff, len(demonstration.criteria), teller)
        _summary(demonstration, registered, teller)
        Show(staff, teller).everything(registered.territories[MONS])
        reports = Syntheses(installation, staff, teller).everything(demonstration, registered)
        _chain(installation, demonstration, registered, teller)
        farewell(staff, teller, keys.path, installation.log)
        where_reports_are(reports, teller, keys.path)


def _chain(installation: Installation, demonstration: Demonstration, registered: Registered, teller: Teller) -> None:
    """Keep what Mons decided and did, and show the chain that it makes with what was said there."""
    name = next(partner.name for partner in demonstration.partners if partner.territory == MONS)
    mons = registered.territories[MONS]
    with Client(installation.url, registered.keys[name]) as city:
        keep(city, demonstration, mons, teller)
        wait_for_process(city, teller)
        show(city, mons, installation, teller)


def _summary(demonstration: Demonstration, registered: Registered, teller: Teller) -> None:
    groups = demonstration.groups
    languages = Counter(group.language for group in groups)
    texts = {criterion.text for criterion in demonstration.criteria}
    participants = sum(group.n_participants for group in groups)
    teller.title("What was pushed (all synthetic)")
    teller.say(
        f"  {len(demonstration.criteria):,} criteria ({len(texts):,} different texts) of {len(groups):,} groups with "
        f"{participants:,} participants,\n  on {len(demonstration.platforms):,} platforms in "
        f"{len({each.country for each in demonstration.territories})} countries, in {len(languages)} languages, "
        f"by {len(demonstration.partners)} partners"
    )
    teller.say(f"  places, platforms and groups: {_counted(registered.outcomes)}")
    teller.say(f"  criteria: {_counted(registered.pushed)}")


def _counted(outcomes: Counter[str]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in outcomes.most_common())


def _stay(process: "subprocess.Popen[bytes]", teller: Teller) -> None:
    """Keep the services up until Ctrl-C."""
    teller.say("\nThe services stay up until you press Ctrl-C.")
    while process.poll() is None:
        time.sleep(0.5)
    raise CannotRun("the services ended by themselves")


if __name__ == "__main__":
    sys.exit(main())
