import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** A certificate of a test server and its key. */
export interface TestCertificate {
  /** The path of the certificate. */
  readonly cert: string;
  /** The path of the key. */
  readonly key: string;
  /** The certificate, with which clients check it. */
  readonly ca: string;
}

/** Makes a certificate for 127.0.0.1 that vouches for itself and is valid for two days. Needs openssl. */
export async function makeCertificate(folder: string, name: string): Promise<TestCertificate> {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  await promisify(execFile)("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", cert]);
  return { cert, key, ca: await readFile(cert, "utf8") };
}
