"""A warm run worker: imports Dagster, waits for a run, and then is the process that a cold start would be.

Its input are lines of JSON, and whatever else comes is passed over, as the half line of a launcher that died:
{"preload": COMMAND} prepares for runs like that one, {"run": {"id", "command", "env"}} is the run, and {"go": ID} starts
it. Only the first run counts. Nothing is written before the start: the container's log is the run's alone.

Arguments: this text, "dagster" or "definitions", and the beginning of the run's command: dagster, or PYTHON -m dagster.
"""

import sys

# -c puts the working directory first, where a file of the user's could take the place of a module.
_path = sys.path[:1]
if _path == [""]:
    del sys.path[0]

import contextlib  # noqa: E402 - as all of these, not before the line above
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import runpy  # noqa: E402
import shlex  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402

# A worker that no launcher looks after any more ends by itself.
IDLE_SECONDS = 24 * 3600
# So does one whose launch was broken off between the hand-over and the start.
LAUNCH_SECONDS = 600

# What a run imports beyond the command line of Dagster; what an image does not have is left out.
RUN_MODULES = [
    "dagster._core.definitions.external_asset",
    "dagster._core.definitions.repository_definition.repository_data_builder",
    "dagster._core.execution.api",
    "dagster._core.execution.host_mode",
    "dagster._core.executor.in_process",
    "dagster._core.executor.multiprocess",
    "dagster._core.instance.factory",
    "dagster._core.launcher.default_run_launcher",
    "dagster._core.run_coordinator.default_run_coordinator",
    "dagster._core.storage.fs_io_manager",
    "dagster._core.storage.local_compute_log_manager",
    "dagster._core.storage.noop_compute_log_manager",
    "dagster._core.storage.root",
    "dagster._core.storage.sqlite_storage",
    "dagster._core.system_config.composite_descent",
    "dagster._core.types.primitive_mapping",
    "dagster._core.types.transform_typing",
    "dagster._core.utility_ops",
    "dagster._core.workspace.autodiscovery",
    "dagster._utils.test.definitions",
    "dagster_multihost_launcher.compute_logs",
    "dagster_postgres.storage",
    "fsspec.implementations.local",
    "psycopg2.extensions",
    "psycopg2.extras",
    "sqlalchemy.dialects.postgresql.psycopg2",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "upath.implementations.local",
]


def work(text, preload, *entry):
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_: os._exit(0))
    signal.alarm(IDLE_SECONDS)
    program = None if entry[1:] else shutil.which(entry[0])
    if program is not None:
        use_interpreter(program, [text, preload, *entry])
    elif not entry[1:]:
        sys.exit(f"There is no program '{entry[0]}' on PATH, so the container cannot be a warm worker.")
    if _path == [""]:
        sys.path.insert(0, os.getcwd() if program is None else os.path.dirname(os.path.realpath(program)))
    with silence():
        import_dagster()
    run = wait(preload)
    become(program, run)


def use_interpreter(program, arguments):
    """Goes on in the interpreter that the program names, unless this is the one."""
    interpreter = interpreter_of(program)
    if interpreter is None:
        sys.exit(f"'{program}' is not a Python program, so the container cannot be a warm worker.")
    if interpreter != [sys.executable] and sys.orig_argv[0] != interpreter[0]:
        os.execv(interpreter[0], [*interpreter, "-c", "import sys; exec(sys.argv[1])", *arguments])


def interpreter_of(program):
    """The path of the program's interpreter and the interpreter's arguments; None when it is not Python."""
    with open(program, "rb") as file:
        first, second = (file.readline(4096).decode("utf-8", "replace") for _ in range(2))
    if not first.startswith("#!"):
        return None
    words = shlex.split(first[2:])
    if os.path.basename(words[0]) == "env":
        words = [word for word in words[1:] if word != "-S"]
        words[0] = shutil.which(words[0]) or words[0]
    # pip writes this where the path has spaces or is too long for the kernel.
    if os.path.basename(words[0]) == "sh" and second.startswith("'''exec' "):
        words = shlex.split(second)[1:-2]
    return words if "python" in os.path.basename(words[0]) else None


def import_dagster():
    importlib.import_module("dagster._cli")
    for name in RUN_MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def wait(preload):
    """The run, when it is to be started."""
    run = None
    for message in messages():
        if "preload" in message and run is None:
            rehearse(message["preload"], preload)
        elif "run" in message and run is None:
            run = message["run"]
            signal.alarm(LAUNCH_SECONDS)
        elif run is not None and message.get("go") == run["id"]:
            return run
    os._exit(0)


def messages():
    rest = b""
    while chunk := os.read(0, 65536):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                if isinstance(message, dict):
                    yield message


def rehearse(command, preload):
    """Does what each run does first, for what Python and SQLAlchemy remember of it; keeps no connection open.

    What fails here fails in the run, which can report it.
    """
    from dagster import DagsterInstance
    from dagster._grpc.types import ExecuteRunArgs, ResumeRunArgs
    from dagster._serdes import deserialize_value
    from dagster._utils.hosted_user_process import recon_repository_from_origin

    with silence(), contextlib.suppress(Exception, SystemExit):
        args = deserialize_value(command[-1], (ExecuteRunArgs, ResumeRunArgs))
        if preload == "definitions":
            recon_repository_from_origin(args.job_origin.repository_origin).get_definition()
        with DagsterInstance.from_ref(args.instance_ref) as instance:
            instance.get_run_by_id("none")


def become(program, run):
    signal.alarm(0)
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.environ.update(run["env"])
    if program is None:
        sys.argv = ["dagster", *run["command"][3:]]
        runpy.run_module("dagster", run_name="__main__", alter_sys=True)
    else:
        sys.argv = [program, *run["command"][1:]]
        runpy.run_path(program, run_name="__main__")


@contextlib.contextmanager
def silence():
    """Keeps what imports print out of the log."""
    kept = [os.dup(1), os.dup(2)]
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        for number in (1, 2):
            os.dup2(nothing, number)
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for number, copy in zip((1, 2), kept):
            os.dup2(copy, number)
            os.close(copy)
        os.close(nothing)


work(*sys.argv[1:])
