"""Which kinds of records a server keeps, asked again while a part of the server is still starting."""

from ..pushing.wire import Wire
from .forms import Forms

PAUSES = (0.5, 1.0, 2.0, 4.0, 4.0)
"""Seconds between questions: a service that has just been started is described within them."""


def known_forms(wire: Wire) -> Forms:
    """Give the forms of all kinds; a description without any is incomplete, and is asked for again."""
    for pause in PAUSES:
        forms = Forms(wire.json("GET", "/openapi.json"))
        if forms.known:
            return forms
        wire.sleep(pause)
    return Forms(wire.json("GET", "/openapi.json"))
