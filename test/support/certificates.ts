import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { needPrograms } from "./prepare/debian.ts";
import { program } from "./prepare/program.ts";

/** A certificate to be made: who signs it (itself when absent), whom it is for, and whether its time is over. */
export interface CertificateOrder {
  readonly name: string;
  readonly signer?: string;
  /** Subject alternative names; none for a CA. */
  readonly names?: string;
  readonly expired?: boolean;
}

/** Makes keys and certificates in a directory, `NAME.pem` and `NAME.key`; those of an order may be signed by an earlier one. */
export async function makeCertificates(directory: string, orders: readonly CertificateOrder[]): Promise<void> {
  await needPrograms(["openssl"], ["openssl"]);
  const openssl = (...args: string[]) => program("openssl", args, { cwd: directory });
  for (const { name, signer, names = `DNS:${name}`, expired = false } of orders) {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", `${name}.key`];
    const subject = ["-subj", `/CN=${name}`];
    if (signer === undefined) {
      await openssl("req", ...key, "-x509", "-days", "2", "-out", `${name}.pem`, ...subject);
      continue;
    }
    await openssl("req", ...key, "-out", `${name}.csr`, ...subject);
    writeFileSync(
      join(directory, `${name}.ext`),
      `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n`,
    );
    const signed = ["-CA", `${signer}.pem`, "-CAkey", `${signer}.key`, "-CAcreateserial"];
    await openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-days", expired ? "-1" : "2", "-extfile", `${name}.ext`, "-out", `${name}.pem`); // prettier-ignore
  }
}
