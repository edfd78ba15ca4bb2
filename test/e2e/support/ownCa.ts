import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** A CA such as a company's: an intermediate one, which a root has signed. */
export class OwnCa {
  readonly name = "the company's CA for Docker";
  readonly #folder = mkdtempSync(join(tmpdir(), "own-ca-"));

  /** The intermediate certificate, followed by the root's. */
  get certificateFile(): string {
    return join(this.#folder, "chain.pem");
  }

  get privateKeyFile(): string {
    return join(this.#folder, "docker.key");
  }

  static async make(): Promise<OwnCa> {
    const ca = new OwnCa();
    await ca.#sign("root", "the company's root");
    await ca.#sign("docker", ca.name, "root");
    const [intermediate, root] = ["docker", "root"].map((name) =>
      readFileSync(join(ca.#folder, `${name}.pem`), "utf8"),
    );
    writeFileSync(ca.certificateFile, `${intermediate}${root}`);
    return ca;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  async #sign(file: string, name: string, by?: string): Promise<void> {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${file}.key`];
    const signer = by === undefined ? [] : ["-CA", `${by}.pem`, "-CAkey", `${by}.key`];
    const use = ["-addext", "keyUsage=critical,keyCertSign,cRLSign", "-days", "3650"];
    const options = [...key, ...signer, ...use, "-subj", `/CN=${name}`, "-out", `${file}.pem`];
    await execa("openssl", ["req", "-x509", ...options], { cwd: this.#folder });
  }
}
