"""A code location whose runs go to whichever host of the pool has room."""

import socket

import dagster as dg


@dg.op
def train(context: dg.OpExecutionContext) -> None:
    """Log where this runs."""
    host = context.run.tags.get("multihost_docker/host_name", "this machine")
    context.log.info("Training on %s in container %s", host, socket.gethostname())


@dg.job(executor_def=dg.in_process_executor)
def training():
    """One short step."""
    train()


@dg.job(executor_def=dg.in_process_executor, tags={"multihost/host_labels": "gpu=yes"})
def training_on_gpu():
    """The same, on a host with a GPU."""
    train()


defs = dg.Definitions(jobs=[training, training_on_gpu])
