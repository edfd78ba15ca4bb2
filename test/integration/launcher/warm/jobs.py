"""Jobs for tests of warm run workers."""

import os
import sys
import time

import dagster as dg

in_process = {"executor_def": dg.in_process_executor, "resource_defs": {"io_manager": dg.mem_io_manager}}


@dg.op
def describe() -> None:
    facts = {
        "argv0": sys.argv[0],
        "path0": sys.path[0],
        "main": sys.modules["__main__"].__file__,
        "stdin": os.readlink("/proc/self/fd/0"),
        "run": os.environ.get("DAGSTER_RUN_ID"),
        "job": os.environ.get("DAGSTER_RUN_JOB_NAME"),
        "greeting": os.environ.get("GREETING"),
    }
    print(f"facts {facts}", flush=True)
    time.sleep(1)  # Dagster copies what a step prints to the output of the process every now and then.


@dg.op
def fail() -> None:
    raise RuntimeError("it was meant to fail")


@dg.op
def wait(context: dg.OpExecutionContext) -> None:
    for _ in range(600):
        time.sleep(0.1)


@dg.op
def crash() -> None:
    print("crashing now", flush=True)
    time.sleep(1)
    os._exit(13)


@dg.op
def eat() -> None:
    blocks = []
    while True:
        blocks.append(bytearray(os.urandom(1 << 20) * 16))


@dg.job(**in_process)
def describing():
    describe()


@dg.job(resource_defs={"io_manager": dg.mem_io_manager})
def in_processes():
    """With the executor that every job has by default: a process for each op."""
    describe()


@dg.job(**in_process)
def failing():
    fail()


@dg.job(**in_process)
def waiting():
    wait()


@dg.job(**in_process)
def crashing():
    crash()


@dg.job(**in_process)
def eating():
    eat()


defs = dg.Definitions(jobs=[describing, in_processes, failing, waiting, crashing, eating])
