"""The extra `s3`: a run worker's output, read back from S3 by the webserver's log manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from dagster import DagsterEventType
from moto.server import ThreadedMotoServer

from deployment import Deployment, launcher_config
from fake_launcher import FakeLauncher
from real_worker import RealWorker

pytestmark = pytest.mark.server

BUCKET = "compute-logs"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that speaks S3, with one empty bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=url).create_bucket(Bucket=BUCKET)
    yield url
    server.stop()


def test_a_workers_stdout_is_read_back_from_s3(
    make_deployment: Callable[..., Deployment], fake: FakeLauncher, endpoint: str, tmp_path: Path
) -> None:
    compute_logs = {
        "module": "dagster_aws.s3.compute_log_manager",
        "class": "S3ComputeLogManager",
        "config": {
            "bucket": BUCKET,
            "endpoint_url": endpoint,
            "local_dir": str(tmp_path / "logs"),
            "prefix": "dagster",
            "upload_interval": 10,
        },
    }
    deployment = make_deployment(launcher_config(launcher_socket=str(fake.path)), compute_logs=compute_logs)
    worker = RealWorker(fake)
    run = deployment.launched()
    assert worker.wait() == 0

    [captured] = deployment.instance.all_logs(run.run_id, of_type=DagsterEventType.LOGS_CAPTURED)
    assert captured.dagster_event is not None
    key = [run.run_id, "compute_logs", captured.dagster_event.logs_captured_data.file_key]
    assert not list(tmp_path.rglob("*.out")), "the worker keeps nothing on its own disk"
    manager = deployment.instance.compute_log_manager
    assert manager.is_capture_complete(key)
    assert manager.get_log_data(key).stdout == "said on stdout: é\n".encode()
