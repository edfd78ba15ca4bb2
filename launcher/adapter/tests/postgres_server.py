"""A Postgres server of the test's own, from the binaries of the machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from dagster_multihost_launcher.log_engine import log_engine

PASSWORD = "s3cret/postgres p@ssword"


@contextmanager
def postgres_server() -> Iterator[dict[str, Any]]:
    """Yields the `postgres_db` configuration of a server that is up."""
    binaries = _binaries()
    # The server refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="dm-pg-", dir="/tmp") as temporary:
        directory, password = Path(temporary), Path(temporary) / "password"
        password.write_text(PASSWORD)
        if user:
            for path in (directory, password):
                shutil.chown(path, user)
        arguments = ["--username=dagster", f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8"]
        data = directory / "data"
        subprocess.run(
            [binaries / "initdb", "--no-sync", *arguments, data],
            user=user,
            cwd=directory,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        port = _free_port()
        listen = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={directory}"]
        quick = ["-c", "fsync=off", "-c", "log_min_messages=fatal", "-p", str(port)]
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, *listen, *quick], user=user, cwd=directory
        )
        config = {
            "username": "dagster",
            "password": PASSWORD,
            "hostname": "127.0.0.1",
            "db_name": "postgres",
            "port": port,
        }
        try:
            _wait(config, server)
            yield config
        finally:
            # The fast shutdown, which ends connections that tests have left.
            server.send_signal(signal.SIGINT)
            server.wait(30)


def _binaries() -> Path:
    found = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)]
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    if not found:
        raise AssertionError(
            "These tests need a Postgres server of their own, and its programs are missing. "
            "Install them (Debian, Ubuntu: sudo apt-get install postgresql) and try again."
        )
    return found[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(config: dict[str, Any], server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            log_engine({"postgres_db": config}).connect().close()
            return
        except OperationalError:
            assert server.poll() is None, "the Postgres server ended at once"
            assert time.monotonic() < deadline, "the Postgres server does not come up"
            time.sleep(0.1)
