"""A configuration as it may be shown: Dagster's web interface displays it to every user."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from dagster._serdes import ConfigurableClassData

HIDDEN = "********"
_SECRET_KEYS = {"password", "postgres_url"}
_ENVIRONMENT_KEYS = {"default_env_vars", "env_vars", "environment"}


def redact_class_data(data: ConfigurableClassData | None) -> ConfigurableClassData | None:
    """`data` without literal passwords and environment values; ``{env: NAME}`` and bare names stay."""
    if data is None:
        return None
    shown = redact_config(data.config_dict)
    return data._replace(config_yaml=yaml.safe_dump(shown, default_flow_style=False))


def redact_config(value: object, key: str = "") -> object:
    """`value` with every literal secret replaced by asterisks; `key` is the name it stands under."""
    if isinstance(value, Mapping):
        if key in _ENVIRONMENT_KEYS:
            return {name: _redact_literal(item) for name, item in value.items()}
        return {name: redact_config(item, str(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [redact_config(item, key) for item in value]
    if key in _SECRET_KEYS:
        return _redact_literal(value)
    if key in _ENVIRONMENT_KEYS and isinstance(value, str) and "=" in value:
        return f"{value.split('=', 1)[0]}={HIDDEN}"
    return value


def _redact_literal(value: object) -> object:
    return value if value is None or isinstance(value, Mapping) else HIDDEN
