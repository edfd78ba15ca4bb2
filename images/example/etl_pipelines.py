"""Example code location `etl_pipelines`: a small daily job, a long one and two that come to a bad end."""

import os
import socket
import time

import dagster as dg


@dg.op
def extract(context: dg.OpExecutionContext) -> list[dict[str, int]]:
    """Make the day's orders, and log where this runs."""
    host = context.run.tags.get("multihost_docker/host_name", "this machine")
    context.log.info("Running on %s in container %s", host, socket.gethostname())
    return [{"order": number, "amount": number * 7 % 90 + 10} for number in range(1, 101)]


@dg.op
def transform(context: dg.OpExecutionContext, orders: list[dict[str, int]]) -> dict[str, int]:
    """Sum the orders up."""
    totals = {"orders": len(orders), "amount": sum(order["amount"] for order in orders)}
    context.log.info("Transformed %d orders", len(orders))
    return totals


@dg.op
def load(context: dg.OpExecutionContext, totals: dict[str, int]) -> None:
    """Log the totals, as a warehouse would store them."""
    context.log.info("Loaded totals: %d orders, amount %d", totals["orders"], totals["amount"])


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def daily_etl():
    """Extract, transform, load."""
    load(transform(extract()))


class SleepConfig(dg.Config):
    """How long the long job runs."""

    seconds: int = 600


@dg.op
def sleep(context: dg.OpExecutionContext, config: SleepConfig) -> None:
    """Log once a second until the time is over."""
    for second in range(config.seconds):
        context.log.info("Second %d of %d", second, config.seconds)
        time.sleep(1)


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def long_running():
    """Run for ten minutes, or for the configured number of seconds."""
    sleep()


class CrashConfig(dg.Config):
    """How the crash looks from outside."""

    exit_code: int = 13


@dg.op
def crash(config: CrashConfig) -> None:
    """Print some lines and end the whole process, as a crash in native code does."""
    for line in range(1, 6):
        print(f"crashing: line {line} before the end", flush=True)
    time.sleep(1)  # Dagster copies what a step prints to the process's own output every now and then.
    os._exit(config.exit_code)


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def crashing():
    """End with exit code 13, or the configured one, and no word to Dagster."""
    crash()


@dg.op
def fill_memory() -> None:
    """Take 20 MB after 20 MB, for ever."""
    taken = []
    while True:
        taken.append(b"x" * 20_000_000)
        time.sleep(0.05)


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def hungry():
    """Take all the memory there is. Limit it: `multihost/memory`."""
    fill_memory()


every_morning = dg.ScheduleDefinition(name="every_morning", job=daily_etl, cron_schedule="0 6 * * *")

defs = dg.Definitions(jobs=[daily_etl, long_running, crashing, hungry], schedules=[every_morning])
