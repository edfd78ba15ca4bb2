"""The command that a container runs."""

from pathlib import Path

import pytest

from dagster_multihost_launcher import command


def test_replaces_itself_by_node_with_the_same_arguments(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "launcher.mjs"
    bundle.write_text("")
    calls: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(command, "BUNDLE", bundle)
    monkeypatch.setattr(command, "find_node", lambda: "/opt/node")
    monkeypatch.setattr(command.os, "execv", lambda path, argv: calls.append((path, argv)))
    monkeypatch.setattr(command.sys, "argv", ["dagster-multihost", "serve", "--dagster-home", "/home"])

    command.main()

    assert calls == [("/opt/node", ["/opt/node", str(bundle), "serve", "--dagster-home", "/home"])]


def test_says_that_the_bundle_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "BUNDLE", tmp_path / "none.mjs")

    with pytest.raises(SystemExit, match="BUNDLED_LAUNCHER_MISSING"):
        command.main()
