import { isIdle } from "../warm/name.ts";
import type { ContainerEvent, ContainerState, ContainerSummary } from "../docker/port.ts";

/** What is known of a container without asking its host. */
export type KnownContainer = Pick<
  ContainerSummary,
  "id" | "name" | "image" | "labels" | "status" | "createdAt"
>;

/** Why a container ended: `ok` is exit code 0, `removed` that it was removed while it ran. */
export type EndCause = "ok" | "error" | "oom" | "removed";

/** The run containers of one host, kept up to date by the engine's events and, now and then, by its whole list. */
export class ContainerTable {
  readonly #containers = new Map<string, KnownContainer>();
  readonly #ids = new Map<string, string>();
  readonly #ends = new Map<string, ContainerState>();
  readonly #outOfMemory = new Set<string>();
  #busy = 0;
  /** What changed since the list was asked for that is under way: its answer may be older than that. */
  #changed: Set<string> | undefined;

  all(): KnownContainer[] {
    return [...this.#containers.values()];
  }

  get(id: string): KnownContainer | undefined {
    return this.#containers.get(id);
  }

  byName(name: string): KnownContainer | undefined {
    return this.get(this.#ids.get(name) ?? "");
  }

  /** How many are at work: running or paused, and no idle warm workers. Counted as they change, since every launch asks it of every host. */
  get busy(): number {
    return this.#busy;
  }

  /** How a container ended, once it was looked at with {@link rememberEnd}. */
  end(id: string): ContainerState | undefined {
    return this.#ends.get(id);
  }

  /** Keeps the state of a container that has ended: it does not change any more. */
  rememberEnd(state: ContainerState): void {
    if (this.#containers.has(state.id)) this.#ends.set(state.id, state);
  }

  /** Adds a container that the launcher has just created, unless the engine's event has told of it already. */
  created(container: Omit<KnownContainer, "status">): void {
    if (!this.#containers.has(container.id)) this.#set({ ...container, status: "created" });
  }

  /** Marks a container that the launcher has just started; one that has ended since stays ended. */
  started(id: string): void {
    const known = this.#containers.get(id);
    if (known?.status === "created") this.#set({ ...known, status: "running" });
  }

  /** Takes over the new name of a container that the launcher has just renamed. */
  renamed(id: string, name: string): void {
    const known = this.#containers.get(id);
    if (known !== undefined) this.#set({ ...known, name });
  }

  /** @returns Why the container ended, when the event says that one did. */
  apply({ id, name, image, labels, action, exitCode, at }: ContainerEvent): EndCause | undefined {
    this.#changed?.add(id);
    const known = this.#containers.get(id);
    if (action === "oom") this.#outOfMemory.add(id);
    if (action === "destroy") {
      this.#remove(id);
      return known !== undefined && isBusy(known) ? "removed" : undefined;
    }
    const createdAt = new Date(Number(at) * 1000).toISOString();
    if (action === "create" && known !== undefined) {
      // The launcher added it, and may have started it since: all that is new is when it was created.
      if (known.createdAt === "") this.#put({ ...known, createdAt });
      return undefined;
    }
    const status = statusAfter[action];
    if (status === undefined && action !== "rename") return undefined;
    const { status: former = "created", createdAt: created = "" } = known ?? {};
    const event = { id, name, image, labels, status: status ?? former };
    this.#put({ ...event, createdAt: created === "" ? createdAt : created });
    if (action !== "die" || isIdle({ name })) return undefined;
    if (this.#outOfMemory.delete(id)) return "oom";
    return exitCode === 0 ? "ok" : "error";
  }

  /** Begins a comparison with the engine's list; call this before asking for it, and the result with the answer. */
  reconcile(): (list: readonly KnownContainer[]) => void {
    const changed = new Set<string>();
    this.#changed = changed;
    return (list) => {
      if (this.#changed === changed) this.#changed = undefined;
      const listed = new Set(list.map(({ id }) => id));
      for (const { id } of this.all()) if (!listed.has(id) && !changed.has(id)) this.#remove(id);
      for (const container of list) if (!changed.has(container.id)) this.#put(container);
    };
  }

  #set(container: KnownContainer): void {
    this.#changed?.add(container.id);
    this.#put(container);
  }

  #put(container: KnownContainer): void {
    const { id, name, image, labels, status, createdAt } = container;
    const before = this.#containers.get(id);
    if (before !== undefined && before.name !== name) this.#ids.delete(before.name);
    this.#busy += Number(isBusy({ name, status })) - Number(before !== undefined && isBusy(before));
    if (status !== "exited" && status !== "dead") this.#ends.delete(id);
    this.#containers.set(id, { id, name, image, labels, status, createdAt });
    this.#ids.set(name, id);
  }

  #remove(id: string): void {
    const known = this.#containers.get(id);
    if (known !== undefined && this.#ids.get(known.name) === id) this.#ids.delete(known.name);
    if (known !== undefined && isBusy(known)) this.#busy--;
    this.#containers.delete(id);
    this.#ends.delete(id);
    this.#outOfMemory.delete(id);
  }
}

/** Whether a container takes a place on its host. */
function isBusy({ name, status }: Pick<KnownContainer, "name" | "status">): boolean {
  const runs = status === "running" || status === "paused" || status === "restarting";
  return runs && !isIdle({ name });
}

const statusAfter: Record<string, KnownContainer["status"] | undefined> = {
  create: "created",
  start: "running",
  pause: "paused",
  unpause: "running",
  die: "exited",
};
