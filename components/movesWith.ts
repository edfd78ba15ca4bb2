import type * as pulumi from "@pulumi/pulumi";

/**
 * Options by which a container or a network is made anew when it is declared on another host. To Pulumi another provider alone
 * is no difference: the resource would be taken for one that is there already.
 */
export function movesWith(provider: pulumi.ProviderResource): pulumi.CustomResourceOptions {
  return { provider, replacementTrigger: provider.urn };
}
