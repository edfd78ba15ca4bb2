/**
 * How far the change from one CA to the next has come. It is an output of the stack: the next `up` reads there what the last
 * completed one has reached. Labels are those of {@link authorityLabel}.
 */
export interface Rotation {
  /** The CA that is to be the only one in the end. */
  target: string;
  /** The CA that signs certificates. */
  signer: string;
  /** The CAs that every server and every client trusts; the signer is among them. */
  trusted: string[];
}

/**
 * What the next `up` is to do about CAs, from what the last *completed* one has reached. A change takes three: the first lets
 * everybody trust the new CA as well, the second issues certificates by it, the third takes trust in the old one away.
 *
 * An `up` that was interrupted does not count: the same step is taken again. So at every moment of every `up` each client
 * trusts each server and the other way round, whatever part of the servers has been reached, also when the target
 * changes half-way.
 *
 * @param target The wanted CA.
 * @param last   What the last completed `up` reached; undefined for the first one.
 * @param usable Whether a CA can still sign. One that cannot is not waited for: its certificates have ended anyway.
 */
export function planRotation(
  target: string,
  last: Rotation | undefined,
  usable: (authority: string) => boolean = () => true,
): Rotation {
  if (last === undefined) return { target, signer: target, trusted: [target] };
  const trusted = [...new Set([...last.trusted, target])];
  if (!usable(last.signer)) return { target, signer: target, trusted };
  if (target !== last.target) return { target, signer: last.signer, trusted };
  if (target !== last.signer) return { target, signer: target, trusted };
  return { target, signer: target, trusted: [target] };
}

/** What a step of a rotation does, for people; undefined when nothing is being rotated. */
export function describeRotation({ target, signer, trusted }: Rotation): string | undefined {
  if (trusted.length === 1) return undefined;
  return signer === target
    ? `certificates are issued by the new CA "${target}"; the old one is still trusted. One more up takes that trust away.`
    : `the new CA "${target}" is made known everywhere; certificates are still issued by "${signer}". Two more ups complete the change.`;
}
