import { registryAuth } from "../../../docker/registryAuth.ts";
import { EngineError } from "../../../docker/port.ts";
import { parseImage } from "../../../runs/image.ts";
import type { ImageReference } from "../../../runs/image.ts";
import type { Check } from "../check.ts";
import { failure, ok, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";
import { knownLocation } from "../known.ts";

/** Whether a code location's image is on the host, or can be pulled there. Only `--pull` does pull it. */
export function image(location: string): Check<HostContext> {
  return {
    name: "image",
    limitSeconds: 330,
    run: async (context) => {
      const known = await knownLocation(context.deployment, location);
      const reference = parseImage(known.image);
      if (reference === undefined) {
        const fix = "Correct DAGSTER_CURRENT_IMAGE of its code server.";
        return [failure(`'${known.image}' of code location '${location}' is not an image reference.`, fix)];
      }
      await context.info();
      const present = (await context.docker.imageId(reference.name)) !== undefined;
      if (context.deployment.pull) return [await pulled(context, reference, present)];
      if (present && context.config.pull_policy !== "always")
        return [ok(`Image '${reference.name}' is on the host.`)];
      return [await pullable(context, reference, present)];
    },
  };
}

async function pulled(context: HostContext, reference: ImageReference, present: boolean): Promise<Finding> {
  const { docker, host } = context;
  try {
    await docker.pull(reference.name, { auth: registryAuth(host.registry, reference.domain) });
    return ok(`Image '${reference.name}' was pulled.`);
  } catch (error) {
    return refused(error, reference, present);
  }
}

async function pullable(context: HostContext, reference: ImageReference, present: boolean): Promise<Finding> {
  const { inspector, host, config } = context;
  if (config.pull_policy === "never") {
    const fix = "Load it there, or change pull_policy.";
    return failure(`Image '${reference.name}' is not on the host, and pull_policy is never.`, fix);
  }
  try {
    await inspector.registryDigest(reference.name, registryAuth(host.registry, reference.domain));
    const where = present ? "is on the host and" : "is not on the host, but";
    return ok(`Image '${reference.name}' ${where} the host can pull it.`);
  } catch (error) {
    return refused(error, reference, present);
  }
}

/** A registry that is down keeps no run from an image that is there. */
function refused(error: unknown, { name, domain }: ImageReference, present: boolean): Finding {
  if (!(error instanceof EngineError)) throw error;
  const denied = /unauthorized|denied|authentication required|no basic auth/i.test(error.message);
  const what = `Image '${name}' cannot be pulled${present ? ", but is on the host" : " and is not on the host"}`;
  const fix = denied
    ? `Correct registry (url, username, password) of this host in docker_hosts: '${domain}' refuses it.`
    : `Push the image to '${domain}', or see that the host reaches that registry.`;
  return (present ? warning : failure)(`${what}: ${error.message}.`, fix);
}
