"""Post a link to a run's logs in the user's own log system (``log_url_template``)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dagster import MetadataValue
from dagster._core.events import EngineEventData

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun


def report_log_url(
    instance: DagsterInstance,
    run: DagsterRun,
    template: str | None,
    *,
    location_name: str,
    host_name: str,
    now: float,
) -> None:
    """Report an engine event with the link; does nothing without a template. `now` is in Unix seconds."""
    if not template:
        return
    url = render_log_url(
        template,
        {
            "run_id": run.run_id,
            "job_name": run.job_name,
            "location": location_name,
            "host_name": host_name,
            "launch_ms": str(int(now * 1000)),
        },
    )
    data = EngineEventData(metadata={"logs": MetadataValue.url(url)})
    instance.report_engine_event("The logs of this run can be followed at the attached link.", run, data)


def render_log_url(template: str, values: dict[str, str]) -> str:
    """Replace each ``{name}`` of `template` by the URL-quoted value of that name.

    Unknown names and other braces stay as they are: log systems use braces in their queries.

    Example:
        >>> render_log_url("https://logs.example/?q={run_id}", {"run_id": "a b"})
        'https://logs.example/?q=a%20b'
    """
    url = template
    for name, value in values.items():
        url = url.replace(f"{{{name}}}", quote(value, safe=""))
    return url
