"""One Dagster deployment with one run launcher, driven over standard input and output by bench/.

Each line of standard input is a JSON object with a ``command``; each line of standard output answers one, with an
``error`` where it failed. Times are in milliseconds, points in time in seconds since the epoch.
"""

from __future__ import annotations

import json
import sys
import traceback
from typing import Any

from deployment import Deployment
from launches import burst, launch, serial
from observe import await_ends, await_starts, health_sweep, usage


def main() -> None:
    """Answer commands until standard input ends."""
    home, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    # Whatever else writes to standard output must not get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    deployment = Deployment(home, host, port)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        command = COMMANDS[request.pop("command")]
        try:
            answer: dict[str, Any] = command(deployment, **request)
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)
    deployment.close()


COMMANDS = {
    "prepare": Deployment.prepare,
    "launch": launch,
    "burst": burst,
    "serial": serial,
    "await_starts": await_starts,
    "await_ends": await_ends,
    "health": health_sweep,
    "usage": usage,
}

if __name__ == "__main__":
    main()
