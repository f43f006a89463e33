"""The one route to the services behind: who asks is signed, and the rest passes as it is."""

from collections.abc import Mapping

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from shared.identity import Signer

from .callers import CALLER, Caller
from .crossing import headers_on
from .exchange import Exchange
from .routing import TARGET, Target
from .upstream import Upstream


class Proxy(BaseRoute):
    """The one route for everything that is answered by the services behind."""

    include_in_schema = False

    def __init__(self, upstreams: Mapping[str, Upstream], signer: Signer, silence_seconds: float) -> None:
        """Keep the services by name, who signs for callers, and how long a service may stay silent."""
        self.upstreams, self.signer, self.silence_seconds = upstreams, signer, silence_seconds

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every request whose address the door found in the table."""
        return (Match.FULL if TARGET in scope else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and its answer back."""
        target: Target = scope[TARGET]
        caller: Caller = scope[CALLER]
        upstream = self.upstreams[target.service]
        token = self.signer.sign(caller.identity, target.service)
        exchange = Exchange(scope, receive, send, upstream, self.silence_seconds)
        await exchange.run(headers_on(scope["headers"], upstream.host, token))
