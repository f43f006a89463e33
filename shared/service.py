"""The application every service begins as: the same errors, health, tracing and identity in all four."""

import gc
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from .database import open_pool
from .errors import (
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    Place,
    ServiceError,
    SomethingBroke,
    Unavailable,
)
from .identity import Verifier
from .limits import SlowBodies
from .parameters import known_parameters
from .settings import CommonSettings
from .tracing import Tracing, trace_id

log = logging.getLogger("spiral")

Lifespan = Callable[[FastAPI], AsyncIterator[None]]

PROBLEM = "application/problem+json"

_ABSENT = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.LockNotAvailableError,
    ConnectionError,
    OSError,
)


def create_service(
    name: str,
    description: str,
    settings: CommonSettings,
    dsn: str,
    routers: Iterable[APIRouter],
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """Make a service: its pool opens with the application's life, its errors are problems, its health is told.

    ``lifespan`` is an async generator run inside the pool's life; ``app.state`` holds what requests need.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.pool = await open_pool(dsn, settings)
            stack.push_async_callback(app.state.pool.close)
            if lifespan is not None:
                await stack.enter_async_context(asynccontextmanager(lifespan)(app))
            # Imports make millions of small objects; the collector would walk the whole program for them.
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 100)
            yield

    app = FastAPI(
        title=f"SPIRAL Commons: {name}",
        description=description,
        lifespan=life,
        dependencies=[Depends(known_parameters)],
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.name = name
    app.state.settings = settings
    app.state.verifier = Verifier.of(name, settings)
    app.state.readiness = None  # a service may put here what else it tells when it is ready
    app.state.cursor_secret = settings.derived_secret(f"cursor:{name}")
    app.add_middleware(SlowBodies)
    app.add_middleware(Tracing, service=name, broken=_broken)
    answer_problems(app)
    app.include_router(_health())
    for router in routers:
        app.include_router(router)
    return app


def answer_problems(app: FastAPI) -> None:
    """Answer every error of an application as problem details (RFC 9457)."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    for absent in _ABSENT:
        app.add_exception_handler(absent, _database_absent)
    app.add_exception_handler(asyncpg.TooManyConnectionsError, _database_absent)
    app.add_exception_handler(asyncpg.DiskFullError, _database_absent)
    app.add_exception_handler(asyncpg.LockNotAvailableError, _database_absent)
    app.add_exception_handler(asyncpg.InterfaceError, _database_absent)


def problem_response(error: ServiceError) -> JSONResponse:
    """Give the answer that tells of an error."""
    return JSONResponse(error.problem(trace_id()), status_code=error.status, headers=error.headers, media_type=PROBLEM)


async def _service_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return problem_response(error)


async def _validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(InvalidRequest(errors=[place(fault) for fault in error.errors()]))


def place(fault: dict[str, object]) -> Place:
    """Give the place and the reason of one of pydantic's faults, without the value it found there."""
    location = fault.get("loc")
    parts = location if isinstance(location, tuple) else ()
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
    # A key that a caller made up may itself be a lone surrogate or hold somebody's name.
    if fault.get("type") == "extra_forbidden":
        message = "this field is not known here; remove it"
    else:
        message = str(fault.get("msg", "is not valid"))
    clean = pointer.encode("ascii", "backslashreplace").decode()[:200]
    return Place(pointer=clean, code=str(fault.get("type", "invalid")).replace("_", "-"), message=message)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known: dict[int, type[ServiceError]] = {400: MalformedRequest, 404: NotFound, 405: MethodNotAllowed}
    kind = known.get(error.status_code)
    if kind is not None:
        return problem_response(kind(headers=dict(error.headers or {})))
    fallback = MalformedRequest(str(error.detail), headers=dict(error.headers or {}))
    response = problem_response(fallback)
    response.status_code = error.status_code
    return response


async def _database_absent(_: Request, error: Exception) -> Response:
    log.warning("database out of reach", extra={"fields": {"error": type(error).__name__}})
    return problem_response(Unavailable("the database is out of reach"))


async def _broken(scope: Scope, receive: Receive, send: Send) -> None:
    await problem_response(SomethingBroke())(scope, receive, send)


def _health() -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        """Tell that the process runs; nothing else is looked at."""
        return {"status": "live"}

    @router.get("/health/ready")
    async def ready(request: Request) -> dict[str, Any]:
        """Tell whether requests can be answered: the database is there and its tables are today's."""
        try:
            async with request.app.state.pool.acquire(timeout=2) as connection:
                await connection.fetchval("select version_num from alembic_version", timeout=2)
        except (*_ABSENT, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable("the database is out of reach or not migrated") from error
        more = await request.app.state.readiness() if request.app.state.readiness else {}
        return {"status": "ready"} | more

    return router
