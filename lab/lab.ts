/** A running lab, as those who use it need to know it. Holds no secret, only the paths of files that do. */
export type Lab = {
  network: { name: string; subnet: string };
  hosts: LabHost[];
  /** The OpenSSH private key that opens every host. */
  privateKeyFile: string;
  registry: { url: string; username: string; passwordFile: string };
  /** References in the lab's registry. */
  images: { controlPlane: string; codeLocation: string; postgres: string };
  /** `DOCKER_HOST` of the engine that the lab's containers run on. */
  dockerHost: string;
};

/** A server of the lab. */
export type LabHost = {
  name: string;
  address: string;
  user: "deploy";
  port: 22;
  /** The public key that the server proves itself with, such as `ssh-ed25519 AAAA…`. */
  hostKey: string;
  /** Whether it has Docker Engine. */
  docker: boolean;
};
