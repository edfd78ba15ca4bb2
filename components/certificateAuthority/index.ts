import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../errors.ts";
import { authority, endOf, labelOf, type Authority, type BroughtAuthority } from "./authority.ts";
import { issue, type Certificate, type Usage } from "./issue.ts";
import { authorityLabel, parseLabel } from "./label.ts";
import { lifetime } from "./lifetime.ts";
import { describeRotation, planRotation, type Rotation } from "./rotation.ts";
import { subjectAltNames, type SubjectAltNames } from "./subjectAltNames.ts";

export type { BroughtAuthority } from "./authority.ts";
export type { Certificate } from "./issue.ts";
export type { Rotation } from "./rotation.ts";

export interface CertificateAuthorityArgs {
  /**
   * Lifetime of the CA certificate in hours. The default is ten years.
   *
   * @default 87600
   * @example 43800
   */
  caValidityHours?: number;
  /**
   * Lifetime of server and client certificates in hours. They never outlive their CA. The default is one year.
   *
   * @default 8760
   * @example 720
   */
  validityHours?: number;
  /**
   * The share of a lifetime after which the next `up` renews a certificate, the CA's included.
   *
   * @default 2/3
   * @example 0.5
   */
  renewAt?: number;
  /**
   * Raise it by one to have a new CA and new keys for everybody: this withdraws all certificates there are.
   *
   * @default 1
   * @example 2
   */
  generation?: number;
  /**
   * A CA of your own, instead of one that is made.
   *
   * @default one is made
   * @example { certificate: readFileSync("ca.pem", "utf8"), privateKey: config.requireSecret("caKey") }
   */
  ca?: BroughtAuthority;
  /**
   * The CA of your own that was in use before, until the change has been completed.
   *
   * @default none
   * @example { certificate: readFileSync("old-ca.pem", "utf8"), privateKey: config.requireSecret("oldCaKey") }
   */
  previousCa?: BroughtAuthority;
  /**
   * {@link CertificateAuthority.rotation} of the last completed `up`. Without it a new CA takes effect at once, without overlap.
   *
   * @default none
   * @example stack.getOutputValue("rotation")
   */
  lastRotation?: Rotation;
  /**
   * The moment that decides the renewal window, in milliseconds since the epoch.
   *
   * @default now
   * @example Date.now()
   */
  now?: number;
}

/**
 * A private certificate authority for the Docker hosts of one deployment: mutual TLS between the control plane and every
 * dockerd. Private keys are Pulumi secrets. The CA itself is changed in three `up`s, during which old and new certificates are
 * both accepted.
 *
 * @example
 * const ca = new CertificateAuthority("ca");
 * const server = ca.issueServer("host-b", ["host-b", "10.0.1.2"]);
 * const client = ca.issueClient("launcher");
 */
export class CertificateAuthority extends pulumi.ComponentResource {
  /** The certificates to trust, in PEM form: one, or several while the CA is being changed. */
  readonly bundle: pulumi.Output<string>;
  /** When the certificate of the CA that signs ends, RFC 3339. */
  readonly expiry: pulumi.Output<string>;
  /** How far the change to a new CA has come; to be given to the next `up` as `lastRotation`. */
  readonly rotation: Rotation;
  private readonly signer: Authority;
  private readonly wish: { now: number; validityHours: number; renewAt: number };
  private readonly brought: Map<string, BroughtAuthority>;

  constructor(name: string, args: CertificateAuthorityArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:CertificateAuthority", name, {}, opts);
    const { now = Date.now(), renewAt = 2 / 3, validityHours = 8_760, previousCa } = args;
    this.wish = { now, validityHours, renewAt };
    this.brought = new Map();
    if (previousCa) this.brought.set(labelOf(previousCa, "certificates.previousCa", now), previousCa);
    const target = args.ca ? labelOf(args.ca, "certificates.ca", now) : this.ownTarget(args);
    if (args.ca) this.brought.set(target, args.ca);

    this.rotation = planRotation(
      target,
      args.lastRotation,
      (label) => this.lifetimeUnder(label) !== undefined,
    );
    const step = describeRotation(this.rotation);
    if (step !== undefined) void pulumi.log.warn(step, this);
    const authorities = new Map(
      this.rotation.trusted.map((label) => [label, authority(name, label, this.brought, { parent: this })]),
    );
    this.signer = authorities.get(this.rotation.signer) ?? missing();
    this.bundle = pulumi
      .all([...authorities.values()].map(({ chain }) => chain))
      .apply((chains) => chains.join(""));
    this.expiry = this.signer.expiry;
    this.registerOutputs({ bundle: this.bundle, expiry: this.expiry, rotation: this.rotation });
  }

  /** A certificate for a dockerd, valid for each of the names and addresses that clients dial. */
  issueServer(name: string, names: string[], opts?: pulumi.CustomResourceOptions): Certificate {
    return this.issue(name, "server_auth", subjectAltNames(names), opts);
  }

  /** A certificate that lets its holder command every dockerd which trusts this CA. */
  issueClient(name: string, opts?: pulumi.CustomResourceOptions): Certificate {
    return this.issue(name, "client_auth", { dnsNames: [], ipAddresses: [] }, opts);
  }

  private issue(
    name: string,
    usage: Usage,
    names: SubjectAltNames,
    opts?: pulumi.CustomResourceOptions,
  ): Certificate {
    const { signer, bundle, rotation } = this;
    const life = this.lifetimeUnder(rotation.signer);
    if (!life) {
      throw new ProvisioningError(
        "CA_EXPIRES",
        `the CA "${rotation.signer}" ends before a certificate of an hour would. Name a newer one as certificates.ca.`,
      );
    }
    return issue(
      name,
      { ...names, usage, lifetime: life, signer, label: rotation.signer, bundle },
      { parent: this, ...opts },
    );
  }

  private ownTarget({ generation = 1, caValidityHours = 87_600 }: CertificateAuthorityArgs): string {
    return authorityLabel({ ...this.wish, generation, validityHours: caValidityHours });
  }

  /** The lifetime of a certificate by that CA; undefined when the CA cannot sign any more, or is not at hand. */
  private lifetimeUnder(label: string): ReturnType<typeof lifetime> {
    const brought = this.brought.get(label);
    if (brought) return lifetime(this.wish, endOf(brought.certificate));
    const own = parseLabel(label);
    return own && lifetime(this.wish, own.ends);
  }
}

function missing(): never {
  throw new TypeError("a rotation's signer is among those it trusts");
}
