"""A job whose op prints to both streams, loaded by a worker of its own."""

import sys

from dagster import Definitions, in_process_executor, job, op


@op
def talk() -> None:
    print("said on stdout: é")
    print("said on stderr", file=sys.stderr)


@job(executor_def=in_process_executor)
def printing() -> None:
    talk()


defs = Definitions(jobs=[printing])
