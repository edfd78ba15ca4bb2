"""The code location of the tests."""

import os
import time
from pathlib import Path

from dagster import Definitions, in_process_executor, job, op


@op
def work() -> None:
    print("said on stdout: é")


@op
def wait() -> None:
    """Wait for a minute, or until the file that RELEASE_FILE names exists."""
    release = Path(os.environ.get("RELEASE_FILE", "/nowhere"))
    for _ in range(600):
        if release.exists():
            return
        time.sleep(0.1)


@job(executor_def=in_process_executor)
def daily_etl() -> None:
    work()


@job(executor_def=in_process_executor)
def slow_etl() -> None:
    wait()


defs = Definitions(jobs=[daily_etl, slow_etl])
