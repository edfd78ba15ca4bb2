"""Example code location `reporting`: runs as a bare process, without Docker."""

import csv
import io
import socket
import time

import dagster as dg


@dg.op
def collect() -> list[tuple[str, int]]:
    """The figures of the report."""
    return [("north", 1200), ("south", 950), ("west", 1410)]


@dg.op
def export(context: dg.OpExecutionContext, figures: list[tuple[str, int]]) -> str:
    """Write the figures as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([("region", "amount"), *figures])
    context.log.info("Exported %d rows on %s", len(figures), socket.gethostname())
    return text.getvalue()


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def export_report():
    """Collect and export."""
    export(collect())


@dg.op
def archive() -> None:
    """Pretend to be busy for 12 seconds."""
    time.sleep(12)


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def archive_reports():
    """Run long enough to be looked at."""
    archive()


defs = dg.Definitions(jobs=[export_report, archive_reports])
