"""Spans across adapter and launcher: one trace, with the adapter's span as the parent of the launcher's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dagster_multihost_launcher import bundled
from dagster_multihost_launcher.tracing import trace_headers
from deployment import Deployment
from waiting import wait_for

_EXPORTER = InMemorySpanExporter()


@pytest.fixture
def spans() -> InMemorySpanExporter:
    """What this process records; a provider can be set only once."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(_EXPORTER))
        trace.set_tracer_provider(provider)
    _EXPORTER.clear()
    return _EXPORTER


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An OTLP receiver on loopback: its address, and the spans that came as JSON."""
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self._body())
            for resource in body["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    received.extend(scope["spans"])
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding") != "chunked":
                return self.rfile.read(int(self.headers["content-length"]))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def test_one_trace_goes_through_adapter_and_launcher(
    make_deployment: Callable[..., Deployment],
    monkeypatch: pytest.MonkeyPatch,
    spans: InMemorySpanExporter,
    receiver: tuple[str, list[dict[str, Any]]],
) -> None:
    assert bundled.BUNDLE.exists(), f"{bundled.BUNDLE} is missing: run `npm test -- python`, which builds it"
    endpoint, received = receiver
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
    host = {
        "host_name": "host-b",
        "docker_url": "unix:///nowhere/docker.sock",
        "location_names": ["etl_pipelines"],
    }
    deployment = make_deployment({"docker_hosts": [host], "request_timeout_seconds": 2})
    with pytest.raises(DagsterUserCodeUnreachableError, match="host-b"):
        deployment.launched()
    # What is left is sent at the end.
    os.kill(int(deployment.launcher._launcher().ping()["pid"]), signal.SIGTERM)
    wait_for(lambda: any(span["name"] == "multihost.create" for span in received))
    [ours] = [span for span in spans.get_finished_spans() if span.name == "multihost.launch_run"]
    [theirs] = [span for span in received if span["name"] == "multihost.create"]
    assert ours.context is not None
    assert theirs["traceId"] == f"{ours.context.trace_id:032x}"
    assert theirs["parentSpanId"] == f"{ours.context.span_id:016x}"
    [placement] = [span for span in received if span["name"] == "multihost.placement"]
    assert (placement["traceId"], placement["parentSpanId"]) == (theirs["traceId"], theirs["spanId"])
    attributes = {item["key"]: item["value"] for item in theirs["attributes"]}
    assert attributes["dagster.code_location"] == {"stringValue": "etl_pipelines"}
    assert attributes["error.type"] == {"stringValue": "HOST_UNREACHABLE"}
    assert ours.attributes is not None
    assert ours.attributes["error.type"] == "HOST_UNREACHABLE"
    assert attributes["dagster.run.id"] == {"stringValue": ours.attributes["dagster.run.id"]}


def test_headers_name_the_span_that_goes_on(spans: InMemorySpanExporter) -> None:
    assert trace_headers() == {}
    with trace.get_tracer("test").start_as_current_span("outer") as span:
        context = span.get_span_context()
        named = f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
        assert trace_headers() == {"traceparent": named}
    assert trace_headers() == {}


def test_a_process_without_opentelemetry_imports_none() -> None:
    program = (
        "import sys\n"
        "import dagster_multihost_launcher\n"
        "from dagster_multihost_launcher.tracing import launch_span, trace_headers\n"
        "assert trace_headers() == {}\n"
        "with launch_span('x', None, 'y'): pass\n"
        "assert not any(name.startswith('opentelemetry') for name in sys.modules), 'imported'\n"
    )
    source = Path(bundled.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
