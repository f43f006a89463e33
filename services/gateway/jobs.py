"""Steps that run on a clock: writing down which keys are in use, and dropping counters that have ended."""

import asyncio
import logging

from shared.errors import Unavailable

from .keyring import OUT_OF_REACH, Keyring
from .quotas import Quotas

SECONDS = 10.0

log = logging.getLogger("spiral")


async def keep_house(keyring: Keyring, quotas: Quotas) -> None:
    """Do the steps again and again, until cancelled."""
    while True:
        await asyncio.sleep(SECONDS)
        quotas.counters.sweep()
        await note_use(keyring)


async def note_use(keyring: Keyring) -> None:
    """Write down which keys are in use; a database that is away is tried again at their next use."""
    try:
        await keyring.note_use()
    except (*OUT_OF_REACH, Unavailable) as error:
        log.warning("use of keys not noted", extra={"fields": {"error": type(error).__name__}})
