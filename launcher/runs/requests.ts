/** A run worker is identified by the run and the attempt: 0 is the first launch, n the n-th resume. */
export type Attempt = { runId: string; attempt: number };

/** What is needed to create the container of a run. */
export type CreateRequest = Attempt & {
  jobName: string;
  locationName: string;
  image: string;
  command: string[];
  /** Variables that Dagster gives; they win over all others. */
  env: Record<string, string>;
  /** Tags of the run; those that begin with `multihost/` set options of its container. */
  tags?: Record<string, string>;
  /** Dagster's `docker` container context of the code location, as it was written there. */
  containerContext?: unknown;
  /** Which Dagster instance the run belongs to; several may share a host. */
  instanceId?: string;
  /**
   * The host on which a container of this attempt may have been started before, with an outcome that nobody learnt: the
   * run is placed on no other one, lest it be executed twice.
   */
  pinnedHost?: string;
  /** TCP port of the code location's gRPC server, by which `inherit_env_from_container: auto` finds its container. */
  grpcPort?: number;
};

/** What was created, or found. */
export type Created = {
  containerId: string;
  containerName: string;
  hostName: string;
  image: string;
  /** The image's id on the host, such as `sha256:…`; asked for only where spans are sent. */
  imageId?: string;
  /** Whether an earlier request had created it. */
  existed: boolean;
  /** Whether it is a warm worker that waits for the start. */
  warm: boolean;
};

/** The warm worker that a launch is about to take. */
export type Announced = Pick<Created, "containerId" | "containerName" | "hostName">;

/** Is told of each worker that a launch tries to take, before it does, and with null when it was not to be had. */
export type Announce = (worker: Announced | null) => void;

/** Which container is meant. What is not given is found by the labels of the run. */
export type ContainerTarget = { runId: string; attempt?: number; hostName?: string; containerId?: string };

/** A message to the person who watches the run. */
export type Event = { level: "info" | "warning"; message: string };

/** Takes events as they happen. */
export type Emit = (event: Event) => void;
