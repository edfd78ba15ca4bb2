"""Example code location `analytics`: a weekly report over two assets."""

import socket

import dagster as dg


@dg.asset
def visits(context: dg.AssetExecutionContext) -> list[int]:
    """Visits on each day of the week."""
    context.log.info("Running on %s", socket.gethostname())
    return [120, 134, 128, 151, 149, 87, 64]


@dg.asset
def weekly_summary(visits: list[int]) -> dg.MaterializeResult:
    """Total and best day."""
    return dg.MaterializeResult(metadata={"total": sum(visits), "best_day": visits.index(max(visits))})


weekly_report = dg.define_asset_job(
    "weekly_report", selection=[visits, weekly_summary], executor_def=dg.in_process_executor
)

defs = dg.Definitions(
    assets=[visits, weekly_summary],
    jobs=[weekly_report],
    resources={"io_manager": dg.mem_io_manager},
)
