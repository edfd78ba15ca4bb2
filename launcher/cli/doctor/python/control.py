"""Asks the code locations' gRPC servers, as Dagster's own processes do, and says which Dagster is here.

Reads one line of JSON, {"locations": [{"name", "host", "port", "socket", "ssl"}]}, and writes one.
"""

import contextlib
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor


def ask(location):
    from dagster._api.list_repositories import sync_list_repositories_grpc
    from dagster._grpc.client import DagsterGrpcClient

    try:
        client = DagsterGrpcClient(
            host=location.get("host") or "localhost",
            port=location.get("port"),
            socket=location.get("socket"),
            use_ssl=bool(location.get("ssl")),
        )
        status = client.health_check_query()
        if status != "SERVING":
            return {"status": "UNREACHABLE" if status == 0 else str(status), "error": None}
        about = sync_list_repositories_grpc(client)
    except Exception as error:
        return {"status": "ERROR", "error": type(error).__name__}
    return {
        "status": "SERVING",
        "error": None,
        "image": about.container_image,
        "container_context": dict(about.container_context or {}),
        "versions": dict(about.dagster_library_versions or {}),
    }


def main():
    wanted = json.loads(sys.stdin.readline())["locations"]
    # Dagster prints what it could not reach; only the answer may stand on standard output.
    with contextlib.redirect_stdout(sys.stderr):
        from dagster import __version__

        with ThreadPoolExecutor(max_workers=8) as pool:
            answers = list(pool.map(ask, wanted))
    named = {location["name"]: answer for location, answer in zip(wanted, answers)}
    print(json.dumps({"dagster": __version__, "locations": named}), flush=True)
    # A server that accepts connections and is silent must not keep the process.
    os._exit(0)


main()
