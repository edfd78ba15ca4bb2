"""Launches a run through the adapter where OpenTelemetry is at work; leaves id and spans in a file."""

import json
import sys
from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, Definitions, job, op


@op
def step() -> None:
    """Nothing: the test's image has no Dagster to do it with."""


@job
def daily() -> None:
    """The job that is launched."""
    step()


defs = Definitions(jobs=[daily])


def launch(home: str, image: str) -> str:
    """Launches a run of the job with this image; returns its id."""
    from dagster._core.launcher import LaunchRunContext
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import PythonFileTarget

    target = PythonFileTarget(
        python_file=__file__, attribute=None, working_directory=None, location_name="etl"
    )
    with (
        DagsterInstance.from_config(home) as instance,
        WorkspaceProcessContext(instance, target) as process,
    ):
        workspace = process.create_request_context()
        location = workspace.get_code_location("etl")
        remote = location.get_repository("__repository__").get_full_job("daily")
        run = instance.create_run_for_job(
            job_def=daily,
            status=DagsterRunStatus.STARTING,
            tags={"dagster/image": image},
            remote_job_origin=remote.get_remote_origin(),
            job_code_origin=remote.get_python_origin(),
        )
        instance.run_launcher.launch_run(LaunchRunContext(dagster_run=run, workspace=workspace))
        return run.run_id


def main(home: str, image: str) -> None:
    """Launches a run within a span of its own."""
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    with trace.get_tracer("test").start_as_current_span("whoever launches"):
        run_id = launch(home, image)
    spans = [
        {
            "name": span.name,
            "traceId": f"{span.context.trace_id:032x}",
            "spanId": f"{span.context.span_id:016x}",
            "parentSpanId": f"{span.parent.span_id:016x}" if span.parent else "",
        }
        for span in exporter.get_finished_spans()
    ]
    Path(home, "launched.json").write_text(json.dumps({"run_id": run_id, "spans": spans}))


if __name__ == "__main__":
    main(*sys.argv[1:])
