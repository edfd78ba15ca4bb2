"""The link of `log_url_template`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dagster import DagsterEventType, MetadataValue

from dagster_multihost_launcher.log_url import render_log_url
from deployment import Deployment, launcher_config
from fake_launcher import FakeLauncher


@pytest.mark.parametrize(
    ("location_name", "host_name"),
    [("etl_pipelines", "host-b"), ("reporting", "")],
    ids=["docker", "default"],
)
def test_every_run_gets_the_link_as_metadata_named_logs(
    make_deployment: Callable[..., Deployment], fake: FakeLauncher, location_name: str, host_name: str
) -> None:
    template = "https://logs.test/{location}/{job_name}/{run_id}?host={host_name}"
    deployment = make_deployment(launcher_config(launcher_socket=str(fake.path), log_url_template=template))
    run = deployment.launched(location_name=location_name)
    events = [
        entry.dagster_event.engine_event_data.metadata
        for entry in deployment.instance.all_logs(run.run_id, of_type=DagsterEventType.ENGINE_EVENT)
        if entry.dagster_event
    ]
    url = f"https://logs.test/{location_name}/daily_etl/{run.run_id}?host={host_name}"
    assert [metadata["logs"] for metadata in events if "logs" in metadata] == [MetadataValue.url(url)]


def test_values_are_quoted_and_other_braces_stay() -> None:
    template = 'https://logs.test/?q={"run":"{run_id}"}&t={launch_ms}&x={unknown}'
    assert render_log_url(template, {"run_id": "a b/c", "launch_ms": "5"}) == (
        'https://logs.test/?q={"run":"a%20b%2Fc"}&t=5&x={unknown}'
    )
