import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** A certificate for this machine that vouches for itself. */
export async function makeCertificate(
  folder: string,
  name: string,
): Promise<{ readonly cert: string; readonly key: string; readonly ca: string }> {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const words = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
  ];
  await promisify(execFile)("openssl", [...words, ...subject, "-keyout", key, "-out", cert]);
  return { cert, key, ca: await readFile(cert, "utf8") };
}
