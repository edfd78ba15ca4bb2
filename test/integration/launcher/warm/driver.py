"""Launches runs through the adapter for whoever writes commands, one JSON document a line, to its standard input."""

import json
import os
import sys
import time
from pathlib import Path

import yaml
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.launcher import LaunchRunContext
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import GrpcServerTarget


def instance_with_patience(home: Path, network: str) -> DagsterInstance:
    """The database may still be starting."""
    for _ in range(60):
        try:
            return instance_at(home, network)
        except Exception:
            time.sleep(0.5)
    return instance_at(home, network)


def instance_at(home: Path, network: str) -> DagsterInstance:
    home.mkdir(parents=True, exist_ok=True)
    host = {"host_name": "real", "location_names": ["etl"], "network": network}
    config = {"docker_hosts": [host], "launcher_socket": os.environ["LAUNCHER_SOCKET"]}
    launcher = {"module": "dagster_multihost_launcher", "class": "MultiHostDockerRunLauncher", "config": config}
    keys = {"username": "USER", "password": "PASSWORD", "hostname": "HOST", "db_name": "DB"}
    postgres = {key: {"env": f"DAGSTER_POSTGRES_{name}"} for key, name in keys.items()}
    settings = {
        "run_launcher": launcher,
        "storage": {"postgres": {"postgres_db": postgres}},
        "telemetry": {"enabled": False},
    }
    (home / "dagster.yaml").write_text(yaml.safe_dump(settings))
    return DagsterInstance.from_config(str(home))


class Driver:
    def __init__(self) -> None:
        self.instance = instance_with_patience(Path("/tmp/home"), os.environ["NETWORK"])
        server = GrpcServerTarget(
            host=os.environ["CODE_SERVER"], port=4000, socket=None, location_name="etl"
        )
        self.process = WorkspaceProcessContext(self.instance, server).__enter__()
        while self.process.create_request_context().get_location_entry("etl").load_error:
            time.sleep(0.5)
            self.process.reload_code_location("etl")
        self.workspace = self.process.create_request_context()

    def launch(self, job: str, config: dict | None = None, tags: dict | None = None) -> dict:
        """Launches a run; `call_ms` is how long launch_run took."""
        repository = self.workspace.get_code_location("etl").get_repository("__repository__")
        remote = repository.get_full_job(job)
        plan = self.workspace.get_code_location("etl").get_execution_plan(remote, config or {}, None, None)
        run = self.instance.create_run(
            job_name=job,
            run_id=None,
            run_config=config or {},
            resolved_op_selection=None,
            step_keys_to_execute=None,
            status=DagsterRunStatus.STARTING,
            tags=tags or {},
            root_run_id=None,
            parent_run_id=None,
            job_snapshot=remote.job_snapshot,
            execution_plan_snapshot=plan.execution_plan_snapshot,
            parent_job_snapshot=remote.parent_job_snapshot,
            remote_job_origin=remote.get_remote_origin(),
            job_code_origin=remote.get_python_origin(),
            asset_selection=None,
            asset_check_selection=None,
            op_selection=None,
            asset_graph=repository.asset_graph,
        )
        begin = time.time()
        self.instance.run_launcher.launch_run(LaunchRunContext(dagster_run=run, workspace=self.workspace))
        call = time.time() - begin
        return {"run_id": run.run_id, "begin": begin, "call_ms": call * 1000}

    def show(self, run_id: str) -> dict:
        """Status, tags and engine events of a run, and when it started."""
        run = self.instance.get_run_by_id(run_id)
        record = self.instance.get_run_record_by_id(run_id)
        events = [entry.dagster_event for entry in self.instance.all_logs(run_id) if entry.dagster_event]
        messages = [event.message for event in events if event.event_type_value == "ENGINE_EVENT"]
        return {
            "status": run.status.value,
            "tags": run.tags,
            "start": record.start_time,
            "events": messages,
        }

    def terminate(self, run_id: str) -> dict:
        return {"done": self.instance.run_launcher.terminate(run_id)}

    def health(self, run_id: str) -> dict:
        result = self.instance.run_launcher.check_run_worker_health(self.instance.get_run_by_id(run_id))
        return {"status": result.status.value, "message": result.msg}


driver = Driver()
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    name, arguments = json.loads(line)
    try:
        answer = getattr(driver, name)(**arguments)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
