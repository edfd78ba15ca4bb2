"""The lock that decides which process acts upon a run."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dagster_multihost_launcher.run_lock import run_lock
from waiting import wait_for


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    with run_lock(tmp_path, "stop", "run-1") as first, run_lock(tmp_path, "stop", "run-1") as second:
        assert (first, second) == (True, False)
        with run_lock(tmp_path, "launch", "run-1") as other, run_lock(tmp_path, "stop", "run-2") as another:
            assert other
            assert another
    with run_lock(tmp_path, "stop", "run-1") as again:
        assert again
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_never_two_holders_under_load(tmp_path: Path) -> None:
    holding: list[int] = []
    most: list[int] = []

    def attempt(number: int) -> bool:
        with run_lock(tmp_path, "stop", "run-1") as is_ours:
            if is_ours:
                holding.append(number)
                most.append(len(holding))
                holding.remove(number)
            return is_ours

    with ThreadPoolExecutor(8) as pool:
        granted = sum(pool.map(attempt, range(2000)))
    assert granted == len(most) > 0
    assert max(most) == 1


def test_a_file_that_its_holder_removed_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, lock = tmp_path / "stop-run-1.lock", fcntl.flock

    def late(descriptor: int, operation: int) -> None:
        if not removed:
            removed.append(path)
            path.unlink()
        lock(descriptor, operation)

    removed: list[Path] = []
    monkeypatch.setattr(fcntl, "flock", late)
    with run_lock(tmp_path, "stop", "run-1") as first, run_lock(tmp_path, "stop", "run-1") as second:
        assert (first, second) == (True, False)


def test_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    script = f"""
        import sys, time
        sys.path[:0] = {sys.path!r}
        from pathlib import Path
        from dagster_multihost_launcher.run_lock import run_lock
        with run_lock(Path({str(tmp_path)!r}), "stop", "run-1"):
            (Path({str(tmp_path)!r}) / "held").touch()
            time.sleep(60)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)])
    try:
        wait_for((tmp_path / "held").exists)
        with run_lock(tmp_path, "stop", "run-1") as is_ours:
            assert not is_ours
    finally:
        process.kill()
        process.wait(10)
    with run_lock(tmp_path, "stop", "run-1") as is_ours:
        assert is_ours


def test_where_no_file_can_be_made_it_is_granted(tmp_path: Path) -> None:
    with run_lock(tmp_path / "missing", "stop", "run-1") as is_ours:
        assert is_ours
