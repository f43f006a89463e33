"""What a body may cost: bytes per second and bytes altogether."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import ServiceError


class BodyTooSlow(ServiceError):
    """The body came too slowly; send it again."""

    status = 408

    def __init__(self) -> None:
        """Close the connection as well: it cannot be used for another request."""
        super().__init__(headers={"Connection": "close"})


class SlowBodies:
    """Gives up on a body that pauses too long: uvicorn by itself would wait for ever."""

    def __init__(self, app: ASGIApp, pause_seconds: float = 30.0) -> None:
        """Wrap an application; ``pause_seconds`` is the longest wait between two parts of a body."""
        self.app = app
        self.pause_seconds = pause_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on with a timed body."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        whole = False

        async def timed() -> Message:
            nonlocal whole
            if whole:  # only a disconnect can follow, and that may take as long as the answer does
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.pause_seconds)
            except TimeoutError as error:
                raise BodyTooSlow from error
            whole = not message.get("more_body", False)
            return message

        return await self.app(scope, timed, send)
