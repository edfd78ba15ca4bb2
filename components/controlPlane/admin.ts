/** When the admin location does its work. */
export interface AdminSchedules {
  /** Cron expression of the cleanup of run containers. Default: every six hours. */
  cleanupCron?: string;
  /** Cron expression of the status check. Default: every hour. */
  statusCron?: string;
}

/** The Python file of the admin code location. */
export function adminCode(schedules: AdminSchedules): string {
  const { cleanupCron = "0 */6 * * *", statusCron = "0 * * * *" } = schedules;
  return `from dagster_multihost_launcher import build_admin_definitions

defs = build_admin_definitions(
    cleanup_cron=${JSON.stringify(cleanupCron)},
    status_cron=${JSON.stringify(statusCron)},
)
`;
}
