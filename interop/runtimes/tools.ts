import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findInstalledChromium } from "../../scripts/find-chromium.ts";
import { installOnce } from "../harness/install.ts";
import type { Certificate } from "./http2-server.ts";

/** A program that is there, or what has to be done to get it. */
export type Tool = { readonly path: string; readonly version: string } | { readonly missing: string };

const versions = { bun: "1.4.5", deno: "2.9.6", workerd: "1.20261117.1" };

/** Installs Bun, Deno or workerd from npm into a folder of interop's own, once. */
export function installRuntime(name: keyof typeof versions): Tool {
  try {
    // these bring their program with a script that runs after the installation
    const folder = installOnce(`${name}-${versions[name]}`, [`${name}@${versions[name]}`], []);
    return withVersion(join(folder, "node_modules", ".bin", name));
  } catch (error) {
    return { missing: `npm install ${name}@${versions[name]} (${firstLine(error)})` };
  }
}

/**
 * Finds a Chromium: the one that `CHROMIUM_PATH` names, or one of the system. Where there is none, Debian's package is
 * installed, which only root can do.
 */
export function findChromium(): Tool {
  const found = findInstalledChromium();
  if (found !== undefined) return withVersion(found);
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    apt("update");
    apt("install", "-y", "--no-install-recommends", "chromium");
    const installed = findInstalledChromium();
    if (installed !== undefined) return withVersion(installed);
  }
  return { missing: "apt-get install chromium, or a path in CHROMIUM_PATH" };
}

/** Makes a certificate for a day with openssl; undefined without openssl. */
export function makeCertificate(): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "lancetree-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  try {
    const { status } = spawnSync("openssl", ["req", ...kind, ...name, "-keyout", key, "-out", cert]);
    return status === 0 ? { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") } : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function apt(...parameters: readonly string[]): void {
  spawnSync("apt-get", parameters, {
    stdio: "ignore",
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

function withVersion(path: string): Tool {
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 60_000 });
  if (status !== 0) return { missing: `a ${path} that runs` };
  return { path, version: /\d[\d.-]+/.exec(stdout)?.[0] ?? "unknown" };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
