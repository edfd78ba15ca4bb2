"""A code location with everything that the command line drains, reloads and restores."""

import time

import dagster as dg


@dg.op
def wait() -> None:
    """Go on until the run is terminated."""
    time.sleep(600)


@dg.job
def waiting() -> None:
    """One op that does not end by itself."""
    wait()


@dg.schedule(cron_schedule="0 3 * * *", job=waiting)
def started_by_hand() -> dict[str, str]:
    """Stopped, unless somebody starts it."""
    return {}


@dg.schedule(cron_schedule="0 4 * * *", job=waiting, default_status=dg.DefaultScheduleStatus.RUNNING)
def declared_schedule() -> dict[str, str]:
    """Running because the code says so."""
    return {}


@dg.sensor(job=waiting, minimum_interval_seconds=3600, default_status=dg.DefaultSensorStatus.RUNNING)
def declared_sensor() -> dg.SkipReason:
    """Running because the code says so."""
    return dg.SkipReason("nothing to do")


@dg.sensor(job=waiting, minimum_interval_seconds=3600)
def stopped_sensor() -> dg.SkipReason:
    """Stopped, and so it must stay."""
    return dg.SkipReason("nothing to do")


defs = dg.Definitions(
    jobs=[waiting],
    schedules=[started_by_hand, declared_schedule],
    sensors=[declared_sensor, stopped_sensor],
)
