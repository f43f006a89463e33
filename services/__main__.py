"""Run the services: ``python -m services`` for all in one process, ``python -m services NAME`` for one."""

import argparse
import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import asyncpg
import uvicorn
from prometheus_client import start_http_server

from shared.database import SERVICES, service_dsn
from shared.jobs import run_all
from shared.local_postgres import LocalPostgres
from shared.provision import provision_and_migrate
from shared.settings import CommonSettings
from shared.tracing import configure_logging

from .together import PORTS, create_house, create_one, workers

log = logging.getLogger("spiral")

TASKS = ("worker", "migrate", "key", "rerun", "demo")
"""What can be done beside answering."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=("all", *PORTS, *TASKS))
    parser.add_argument("--host", default=os.environ.get("SPIRAL_HOST", "127.0.0.1"))
    parser.add_argument(
        "--port", type=int, default=int(os.environ["SPIRAL_PORT"]) if "SPIRAL_PORT" in os.environ else None
    )
    parser.add_argument("--no-worker", action="store_true", help="with all: start no worker process")
    known, rest = parser.parse_known_args(arguments)
    settings = CommonSettings()
    configure_logging(settings.log_level)
    if known.what == "demo":
        from .demo.__main__ import main as demo

        return demo([*(["--port", str(known.port)] if known.port else []), *rest])
    if rest and known.what not in ("key", "rerun"):
        parser.error(f"not understood: {' '.join(rest)}")
    if known.what == "key":
        from .gateway.command import make_key

        with leaving_no_server(settings):
            return asyncio.run(make_key(database_addresses(settings)["gateway"], settings, rest))
    if known.what == "rerun":
        from .synthesis.command import rerun_synthesis
        from .synthesis.settings import SynthesisSettings

        with leaving_no_server(settings):
            return asyncio.run(rerun_synthesis(database_addresses(settings)["synthesis"], SynthesisSettings(), rest))
    if known.what == "migrate":
        with leaving_no_server(settings):
            prepare(settings)
        return 0
    if known.what == "worker":
        return asyncio.run(_work(database_addresses(settings)))
    if known.what == "all":
        return _run_all(settings, known.host, known.port or PORTS["gateway"], not known.no_worker)
    app = create_one(known.what, database_addresses(settings))
    return _serve(app, known.host, known.port or PORTS[known.what], settings)


@contextmanager
def leaving_no_server(settings: CommonSettings) -> Iterator[None]:
    """Stop the local PostgreSQL at the end if it was started for what is done here, and nobody else came to use it."""
    local = LocalPostgres(settings.state / "postgres")
    ours = settings.admin_database_url is None and settings.mode != "production" and not local.is_running()
    try:
        yield
    finally:
        if ours and local.is_running() and not asyncio.run(_others(local.start())):
            local.stop()


async def _others(admin: str) -> int:
    connection = await asyncpg.connect(admin)
    try:
        query = (
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        found: int = await connection.fetchval(query)
        return found
    finally:
        await connection.close()


def prepare(settings: CommonSettings) -> dict[str, str]:
    """Start a local PostgreSQL if no other is named, make room in it, migrate; gives addresses by service."""
    if settings.admin_database_url is not None:
        admin = settings.admin_database_url.get_secret_value()
    elif settings.mode == "production":
        raise SystemExit("DATABASE_URL is required in production")
    else:
        admin = LocalPostgres(settings.state / "postgres").start()
    return asyncio.run(provision_and_migrate(admin, settings))


def database_addresses(settings: CommonSettings) -> dict[str, str]:
    """Give each service's own database address: its own setting, else derived from the administrator's."""
    own = {name: os.environ.get(f"SPIRAL_{name.upper()}_DATABASE_URL") for name in SERVICES}
    if all(own.values()):
        return {name: address or "" for name, address in own.items()}
    if settings.admin_database_url is not None:
        admin = settings.admin_database_url.get_secret_value()
    elif settings.mode == "production":
        if not any(own.values()):
            raise SystemExit("SPIRAL_..._DATABASE_URL of the service, or DATABASE_URL, is required in production")
        return {name: address or "" for name, address in own.items()}
    else:
        admin = LocalPostgres(settings.state / "postgres").start()
    return {name: own[name] or service_dsn(name, settings, admin) for name in SERVICES}


def _run_all(settings: CommonSettings, host: str, port: int, with_worker: bool) -> int:
    # Before anything is started: whatever has been started by then is stopped again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    worker = None
    try:
        addresses = prepare(settings)
        if with_worker:
            # A process of its own: reading statements takes every core it gets, and requests must not wait for it.
            worker = Companion([sys.executable, "-m", "services", "worker"])
        return _serve(create_house(addresses), host, port, settings)
    finally:
        if worker is not None:
            worker.stop()
        if settings.admin_database_url is None:
            LocalPostgres(settings.state / "postgres").stop()


class Companion:
    """A process that runs beside this one: started again when it dies, stopped when this one stops."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the process, and keep watch in a thread."""
        self._command = command
        self._stopping = threading.Event()
        self._process = subprocess.Popen(command)  # noqa: S603
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Let the process end, within twenty seconds."""
        self._stopping.set()
        self._watch.join()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _keep(self) -> None:
        while not self._stopping.wait(1.0):
            if self._process.poll() is not None:
                log.warning(
                    "the worker ended and is started again", extra={"fields": {"ended": self._process.returncode}}
                )
                self._process = subprocess.Popen(self._command)  # noqa: S603


def _serve(app: object, host: str, port: int, settings: CommonSettings) -> int:
    if settings.metrics_port:
        start_http_server(settings.metrics_port, addr="127.0.0.1")
    uvicorn.run(
        app,  # type: ignore[arg-type]
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
        server_header=False,
        proxy_headers=False,  # the gateway decides itself which proxies it believes
    )
    return 0


async def _work(addresses: dict[str, str]) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with workers(addresses) as steps:
        await run_all(steps, stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
