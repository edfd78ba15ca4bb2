"""How old a container has to be for the cleanup."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dagster_multihost_launcher.errors import LauncherError

MAX_AGE_TAG = "multihost/cleanup_max_age_hours"
DEFAULT_MAX_AGE_HOURS = 24.0


def max_age_hours(tags: Mapping[str, str], default: float) -> float:
    """The age that a run's tags ask for; `default` when they do not.

    Raises:
        LauncherError: ``CLEANUP_MAX_AGE_INVALID`` when the tag is not a number of hours.
    """
    text = tags.get(MAX_AGE_TAG)
    if text is None:
        return default
    return check_max_age_hours(text, f"The run tag {MAX_AGE_TAG}", default)


def check_max_age_hours(value: object, name: str, default: float = DEFAULT_MAX_AGE_HOURS) -> float:
    """`value` as a number of hours.

    Raises:
        LauncherError: ``CLEANUP_MAX_AGE_INVALID`` when it is none; the message begins with `name`.
    """
    try:
        hours = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        hours = math.nan
    if not (math.isfinite(hours) and hours >= 0):
        raise LauncherError(
            "CLEANUP_MAX_AGE_INVALID",
            f"{name} is '{value}', which is not a number of hours, 0 or more. "
            f"Correct it, for example to 48, or leave it out for {default:g}.",
        )
    return hours
