"""Spans of launches, where the process has OpenTelemetry at work; else nothing is imported."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterRun

_PROPAGATED = ("traceparent", "tracestate")


def launch_span(name: str, run: DagsterRun, location_name: str) -> AbstractContextManager[None]:
    """A span around a launch, a resume or a stop; requests to the launcher within it carry it on.

    Args:
        name: Such as ``multihost.launch_run``.
        run: The run it is about.
        location_name: Its code location.
    """
    return _span(name, run, location_name) if _is_active() else nullcontext()


def trace_headers() -> dict[str, str]:
    """The headers ``traceparent`` and ``tracestate`` of the span that is going on; empty without one."""
    if not _is_active():
        return {}
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    headers: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(headers)
    return {name: headers[name] for name in _PROPAGATED if name in headers}


def _is_active() -> bool:
    # Whoever sets OpenTelemetry up in a process imports it; importing it here would cost every process.
    return "opentelemetry.trace" in sys.modules


@contextmanager
def _span(name: str, run: DagsterRun, location_name: str) -> Iterator[None]:
    from opentelemetry.trace import StatusCode, get_tracer

    from dagster_multihost_launcher.errors import LauncherError

    attributes = {
        "dagster.run.id": run.run_id,
        "dagster.job.name": run.job_name,
        "dagster.code_location": location_name,
    }
    tracer = get_tracer("dagster_multihost_launcher")
    # An error's text may say what a secret is; its code does not.
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield
        except Exception as error:
            code = error.code if isinstance(error, LauncherError) else type(error).__name__
            span.set_attribute("error.type", code)
            span.set_status(StatusCode.ERROR)
            raise
