"""Errors of the adapter. Each has a stable code and a message that says how to mend it."""

from __future__ import annotations

from typing import NoReturn

from dagster._core.errors import DagsterUserCodeUnreachableError


class LauncherError(Exception):
    """The launcher refused or failed a request, or the adapter cannot make one.

    Attributes:
        code: Stable identifier, for example ``NETWORK_NOT_FOUND``; see docs/errors.md.
        message: What is wrong, on which host or field, and how to mend it.
        retryable: True when the same request may succeed later.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.retryable = retryable


class LauncherUnreachableError(LauncherError):
    """Nobody answers on the launcher's socket, or the answer stopped halfway. Always retryable."""

    def __init__(self, message: str, *, code: str = "LAUNCHER_UNREACHABLE") -> None:
        super().__init__(code, message, retryable=True)


def raise_for_dagster(error: LauncherError) -> NoReturn:
    """Raise `error` in the form that makes Dagster do the right thing with the run.

    A retryable error becomes Dagster's own unreachable error: the only kind for which the queue
    puts the run back (``run_queue.max_user_code_failure_retries``). Any other fails the run.
    """
    if error.retryable:
        raise DagsterUserCodeUnreachableError(str(error)) from error
    raise error
