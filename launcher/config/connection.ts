import { z } from "zod";
import { file, name } from "./fields.ts";

/** The client's side of mutual TLS with a Docker daemon. */
export const tlsSchema = z
  .strictObject({
    ca_cert: file.optional().meta({
      description:
        "Certificate of the authority that must have signed the daemon's. When given, it alone decides; else the authorities that Node knows.",
      examples: ["/certs/ca.pem"],
    }),
    client_cert: file.meta({
      description: "Certificate that the launcher presents.",
      examples: ["/certs/client-cert.pem"],
    }),
    client_key: file.meta({
      description: "Private key of client_cert.",
      examples: ["/certs/client-key.pem"],
    }),
    verify: z
      .boolean()
      .default(true)
      .meta({
        description: "Check the daemon's certificate. With false anybody on the way can pose as the host.",
        examples: [true],
      }),
  })
  .meta({
    id: "Tls",
    title: "TLS",
    description: "Files of the launcher's machine, in PEM. For a tcp:// docker_url only.",
  });

/** How the launcher logs in to a host with an ssh:// URL. */
export const sshSchema = z
  .strictObject({
    private_key_file: file.optional().meta({
      description:
        "Private key to log in with. Default: the agent of SSH_AUTH_SOCK, then the user's own keys in ~/.ssh.",
      examples: ["/keys/id_ed25519"],
    }),
    known_hosts_file: file.optional().meta({
      description: "Where the host's key must be listed. Default: ~/.ssh/known_hosts.",
      examples: ["/keys/known_hosts"],
    }),
  })
  .meta({
    id: "Ssh",
    title: "SSH",
    description: "Files of the launcher's machine. For an ssh:// docker_url only.",
  });

/** Credentials of an image registry. */
export const registrySchema = z
  .strictObject({
    url: name.meta({ description: "Address of the registry.", examples: ["registry.example.com:5000"] }),
    username: name.meta({ description: "Whom to log in as.", examples: ["puller"] }),
    password: z
      .string()
      .meta({ description: "The user's password or token.", examples: [{ env: "REGISTRY_PASSWORD" }] }),
  })
  .meta({
    id: "Registry",
    title: "Registry",
    description: "Credentials for images of this registry; they are used for no other.",
  });
