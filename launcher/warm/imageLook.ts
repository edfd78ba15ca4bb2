import type { DockerHost } from "../docker/port.ts";

/** The ids of images as the hosts' engines last told them. */
export class KnownImages {
  readonly #known = new WeakMap<DockerHost, Map<string, string | undefined>>();

  /** Asks the engine, and knows meanwhile what it said the last time. */
  look(docker: DockerHost, image: string): ImageLook {
    const known = this.#known.get(docker) ?? new Map<string, string | undefined>();
    this.#known.set(docker, known);
    const actual = docker.imageId(image).then((id) => {
      known.set(image, id);
      return id;
    });
    return new ImageLook(known.get(image), actual);
  }
}

/** The id of an image: what it was a moment ago, and what it is. */
export class ImageLook {
  readonly #before: string | undefined;
  /** Undefined when the host does not have the image. */
  readonly actual: Promise<string | undefined>;

  constructor(before: string | undefined, actual: Promise<string | undefined>) {
    this.#before = before;
    this.actual = actual;
    // Whoever needs it awaits it; a launch that fails before does not.
    actual.catch(() => undefined);
  }

  /** The id to go on with while the engine is asked: {@link isStill} says whether it was right. */
  assumed(): string | undefined | Promise<string | undefined> {
    return this.#before ?? this.actual;
  }

  async isStill(id: string | undefined): Promise<boolean> {
    return (await this.actual) === id;
  }
}
