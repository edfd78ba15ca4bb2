"""Example code location `admin`: status and cleanup of the Docker hosts."""

from dagster_multihost_launcher import build_admin_definitions

defs = build_admin_definitions(cleanup_cron="0 */6 * * *", status_cron="0 * * * *")
