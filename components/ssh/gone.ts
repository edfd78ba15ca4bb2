import * as pulumi from "@pulumi/pulumi";

/**
 * Options of a resource on a server that is lost for good: it stays in the state as it is, and once it is no longer declared
 * it leaves the state without a call to its server (https://www.pulumi.com/docs/iac/concepts/options/retainondelete).
 */
export const untouched = { retainOnDelete: true, ignoreChanges: ["*"] };

/** Gives {@link untouched} to every resource that is declared with a provider from now on. */
export function leaveUntouched(provider: pulumi.ProviderResource): void {
  pulumi.runtime.registerStackTransformation(({ props, opts }) =>
    (opts as pulumi.CustomResourceOptions).provider === provider
      ? { props, opts: pulumi.mergeOptions(opts, untouched) }
      : undefined,
  );
}
