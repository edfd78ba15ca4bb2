import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own, and a maker of certificates there that end after so many days. */
export function madeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const make = (name: string, days: number) => {
    const path = join(folder, `${name}.pem`);
    const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const files = ["-keyout", join(folder, `${name}.key`), "-out", path];
    execFileSync(
      "openssl",
      ["req", "-x509", ...ec, "-subj", `/CN=${name}`, "-days", String(days), ...files],
      {
        stdio: "ignore",
      },
    );
    return { path, pem: readFileSync(path, "utf8"), key: readFileSync(join(folder, `${name}.key`), "utf8") };
  };
  return { folder, make };
}
