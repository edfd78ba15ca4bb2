import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** Makes certificates with openssl in a folder. */
export function certificateMaker(folder: string) {
  const at = (name: string): string => join(folder, name);
  const openssl = (...arguments_: string[]) => execa("openssl", arguments_, { cwd: folder });
  return {
    at,
    read: (name: string) => readFileSync(at(name)),
    async authority(name: string): Promise<void> {
      const subject = ["-subj", `/CN=${name}`, "-days", "2"];
      const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
      await openssl("req", "-x509", ...ec, ...subject, "-keyout", `${name}.key`, "-out", `${name}.pem`);
    },
    async leaf(name: string, authority: string, extension: string): Promise<void> {
      const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
      const ca = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`];
      await openssl(
        ...["req", "-x509", ...ec, ...ca, "-subj", `/CN=${name}`, "-days", "2", "-addext", extension],
        ...["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", `${name}.key`, "-out", `${name}.pem`],
      );
    },
  };
}
