"""The kinds of records about what is handed on."""

from ..records.kinds import Kind
from .rules import with_another
from .schemas import Exchange, Practice

KINDS = (
    Kind("practice", "practices", Practice, title="title"),
    Kind(
        "exchange",
        "exchanges",
        Exchange,
        title="title",
        rules=(with_another,),
        conditions={"offers": "r.body->>'direction' = 'offers'", "asks": "r.body->>'direction' = 'asks'"},
        describes={"offers": "Those where the platform offers", "asks": "Those where the platform asks"},
    ),
)
