/** What one step of an `up` took. */
export interface StepTime {
  step: string;
  /** Resources that were made, changed or removed. */
  resources: number;
  /** From the first one's beginning to the last one's end, in seconds. */
  wall_s: number;
  /** The sum of what each of them took, in seconds. */
  sum_s: number;
  /** The longest of them, in seconds. */
  longest_s: number;
  /** Hosts that were in this step at once, at most; null where the resources' names tell of no host. */
  hosts_at_once: number | null;
}

/** One `up`. */
export interface UpTime {
  what: string;
  seconds: number;
  resources_changed: number;
  /** From the start of `pulumi` to the first resource of a host: starting the program and looking at the servers, in seconds. */
  before_first_s: number;
  steps: StepTime[];
  /** Logins that the sshd of each kind of host saw: the least and the most of the hosts of that kind. */
  ssh_logins: Record<string, { hosts: number; min: number; max: number }>;
}

/** One run of the benchmark. */
export interface UpDocument {
  date: string;
  commit: string;
  machine: { cpus: number; memory_gib: number; system: string; node: string };
  hosts: number;
  ups: UpTime[];
  /** What has to be known of this run. */
  note?: string;
}
