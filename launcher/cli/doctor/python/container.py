"""Says what a run's container would find: Dagster's version, the host's disk, and whether it can use Postgres.

Reads one line of JSON, {"storage": what dagster.yaml says about storage}, and writes one line that begins with the marker.
"""

import json
import os
import signal
import socket
import sys
from importlib import metadata, util
from urllib.parse import urlsplit

MARKER = "dagster-multihost-doctor "
CONNECT_SECONDS = 5


def main():
    # It ends by itself when nobody is there any more who would remove the container.
    signal.alarm(25)
    storage = json.loads(sys.stdin.readline())["storage"]
    answer = {
        "dagster": version("dagster"),
        "disk": disk(),
        "no_new_privileges": no_new_privileges(),
        "postgres": postgres(storage),
    }
    print(MARKER + json.dumps(answer), flush=True)


def version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def disk():
    # The root of a container lies on the disk that holds Docker's data.
    found = os.statvfs("/")
    return {"free": found.f_bavail * found.f_frsize, "total": found.f_blocks * found.f_frsize}


def no_new_privileges():
    with open("/proc/self/status") as status:
        lines = dict(line.rstrip("\n").split(":", 1) for line in status if ":" in line)
    value = lines.get("NoNewPrivs")
    return None if value is None else value.strip() == "1"


def postgres(storage):
    try:
        target = target_of(storage)
    except KeyError as missing:
        return {"state": "variable_missing", "detail": missing.args[0]}
    if target is None:
        return {"state": "not_postgres"}
    host, port, connect = target
    if version("dagster-postgres") is None or util.find_spec("psycopg2") is None:
        return {"state": "driver_missing", "host": host, "port": port}
    return {"host": host, "port": port, **(unreachable(host, port) or refused(connect))}


def target_of(storage):
    """Host, port and psycopg2's arguments; None when the storage is not Postgres."""
    if storage.get("postgres_url") is not None:
        dsn = resolve(storage["postgres_url"])
        scheme, rest = dsn.split("://", 1) if "://" in dsn else ("postgresql", dsn)
        dsn = scheme.split("+")[0] + "://" + rest
        address = urlsplit(dsn)
        return address.hostname, address.port or 5432, {"dsn": dsn}
    database = storage.get("postgres_db")
    if database is None:
        return None
    host, port = resolve(database["hostname"]), int(resolve(database.get("port", 5432)))
    return (
        host,
        port,
        {
            "host": host,
            "port": port,
            "user": resolve(database["username"]),
            "password": resolve(database["password"]),
            "dbname": resolve(database["db_name"]),
            **(database.get("params") or {}),
        },
    )


def resolve(value):
    if isinstance(value, dict):
        name = value["env"]
        if name not in os.environ:
            raise KeyError(name)
        return os.environ[name]
    return value


def unreachable(host, port):
    if host is None or host.startswith("/"):
        return None
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return {"state": "name_unresolved", "detail": str(error.strerror)}
    # libpq tries all addresses of a name, too.
    for number, (family, kind, protocol, _, address) in enumerate(addresses, 1):
        try:
            with socket.socket(family, kind, protocol) as tried:
                tried.settimeout(CONNECT_SECONDS)
                tried.connect(address)
            return None
        except ConnectionRefusedError:
            found = {"state": "connection_refused"}
        except TimeoutError:
            found = {"state": "connect_timeout"}
        except OSError as error:
            found = {"state": "no_route", "detail": str(error.strerror)}
        if number == len(addresses):
            return found


def refused(connect):
    import psycopg2

    try:
        connection = psycopg2.connect(connect_timeout=CONNECT_SECONDS, **connect)
    except psycopg2.Error as error:
        return {"state": kind_of(str(error)), "detail": first_line(error, connect)}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
    return {"state": "ok"}


def kind_of(message):
    text = message.lower()
    # One text may hold several attempts: what Postgres says about SSL comes with "no pg_hba.conf entry", too.
    if "ssl" in text and ("no pg_hba.conf" not in text or "no encryption" in text):
        return "ssl"
    if "certificate" in text:
        return "ssl"
    if any(part in text for part in ("password", "authentication", "pg_hba.conf", "role ")):
        return "authentication"
    if "database" in text and "does not exist" in text:
        return "database_missing"
    return "other"


def first_line(error, connect):
    text = str(error).strip().split("\n")[0]
    secrets = [connect.get("password"), connect.get("dsn")]
    if connect.get("dsn"):
        secrets.append(urlsplit(connect["dsn"]).password)
    for secret in filter(None, secrets):
        text = text.replace(secret, "[hidden]")
    return text


main()
