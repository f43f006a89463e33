"""Waiting for a synthesis with its progress told; Ctrl-C leaves it to itself and says so."""

from ..client import Client
from ..errors import Interrupted
from .speaking import Telling


def wait(client: Client, synthesis_id: str, quiet: bool) -> None:
    """Wait until a synthesis is made; raises ``Interrupted``, saying how to look again."""
    try:
        with Telling(quiet=quiet, counts_bytes=False) as telling:
            client.syntheses.wait(synthesis_id, told=lambda phase, share: telling(phase, int(100 * share), 100))
    except KeyboardInterrupt:
        raise Interrupted(
            f"the synthesis goes on without you; look again with: spiral syntheses {synthesis_id}"
            f" (to stop it: spiral syntheses {synthesis_id} --cancel)"
        ) from None
