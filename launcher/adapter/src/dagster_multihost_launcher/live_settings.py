"""The adapter's settings as dagster.yaml has them now: routing follows the file without a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from dagster_shared.yaml_utils import load_yaml_from_path

from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.settings import read_settings

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

    from dagster_multihost_launcher.settings import AdapterSettings

# Dagster read the file a moment before it made the run launcher.
_LOADING_NANOSECONDS = 2_000_000_000
_logger = logging.getLogger(__name__)


class LiveSettings:
    """Settings that are read again when ``dagster.yaml`` has changed. Construction touches no file.

    Args:
        settings: What Dagster loaded.
        named_by: The section that named the run launcher; None where there is no such file. A file that names
            another launcher is not used: that change needs a restart.
    """

    def __init__(self, settings: AdapterSettings, named_by: ConfigurableClassData | None) -> None:
        self._settings = settings
        self._named_by = named_by
        self._loaded_at = time.time_ns() - _LOADING_NANOSECONDS
        self._seen: tuple[int, ...] | None = None

    def current(self, home: Path | None) -> AdapterSettings:
        """The settings of ``dagster.yaml`` under `home`; those before, with a warning, while it is wrong."""
        if home is None or self._named_by is None:
            return self._settings
        path = home / "dagster.yaml"
        try:
            state = path.stat()
        except OSError:
            return self._settings
        seen = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
        if seen == self._seen:
            return self._settings
        is_first, self._seen = self._seen is None, seen
        if is_first and max(seen[:2]) < self._loaded_at:
            return self._settings
        self._reload(path)
        return self._settings

    def _reload(self, path: Path) -> None:
        try:
            config = self._config(load_yaml_from_path(str(path)))
            if config is not None:
                self._settings = read_settings(config)
        except (yaml.YAMLError, LauncherError, OSError, UnicodeDecodeError) as error:
            _logger.warning(
                "%s has changed and cannot be used: %s The settings before stay in force; correct the file.",
                path,
                _reason(error),
            )

    def _config(self, content: object) -> Mapping[str, object] | None:
        """``run_launcher.config``; None when the file names no launcher or another one."""
        section = content.get("run_launcher") if isinstance(content, Mapping) else None
        if not isinstance(section, Mapping) or self._named_by is None:
            return None
        if (section.get("module"), section.get("class")) != (
            self._named_by.module_name,
            self._named_by.class_name,
        ):
            return None
        config = section.get("config") or {}
        if not isinstance(config, Mapping):
            raise LauncherError("CONFIG_INVALID", "run_launcher.config in dagster.yaml must be a mapping.")
        return config


def _reason(error: Exception) -> str:
    # The text of a YAML error quotes the file, and what it quotes may be a password.
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"it is not valid YAML, see line {error.problem_mark.line + 1}."
    return str(error) if isinstance(error, LauncherError) else f"it cannot be read ({type(error).__name__})."
