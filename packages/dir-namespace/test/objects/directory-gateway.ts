import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request } from "node:https";
import { pipeline } from "node:stream/promises";
import type { TestCertificate } from "../../../../scripts/certificate.ts";
import { lettersFor, signedFields } from "../vending/signature-check.ts";
import { listenOnLoopback } from "./loopback.ts";

interface GatewayOptions {
  readonly certificate: TestCertificate;
  /** The address of the account in Azurite. */
  readonly target: string;
  readonly account: string;
  readonly container: string;
  /** A signature with which the gateway's own requests are allowed. */
  readonly ownSignature: string;
}

/** Stands before Azurite as an account with a hierarchical namespace. */
export interface DirectoryGateway extends AsyncDisposable {
  readonly endpoint: string;
  /** The user delegation key with which a signature was signed, in base64; empty if Azurite has not returned it. */
  keyOf(query: URLSearchParams): string;
}

/**
 * Azurite knows no signatures for directories. This checks them as Azure documents it, and passes on what they allow. Other requests pass
 * as they are.
 */
export async function startDirectoryGateway(options: GatewayOptions): Promise<DirectoryGateway> {
  const { certificate, target, account } = options;
  const { hostname, port } = new URL(target);
  /** By what signatures say of their keys. */
  const keys = new Map<string, string>();
  const keyOf = (query: URLSearchParams): string =>
    keys.get(["skoid", "skt", "ske"].map((name) => query.get(name)).join()) ?? "";

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "", target);
    let path = incoming.url;
    if (url.searchParams.get("sr") === "d") {
      if (!isAllowed(incoming, url, options, keyOf(url.searchParams))) {
        outgoing.writeHead(403, {
          "content-type": "application/xml",
          "x-ms-error-code": "AuthorizationFailure",
        });
        outgoing.end("<Error><Code>AuthorizationFailure</Code><Message>No.</Message></Error>");
        return;
      }
      path = `${url.pathname}?${ownQuery(url.searchParams, options.ownSignature)}`;
    }
    const { method, headers } = incoming;
    const forwarded = request({ hostname, port, method, path, headers, ca: certificate.ca });
    forwarded.on("error", () => incoming.socket.destroy());
    forwarded.on("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      if (url.searchParams.get("comp") === "userdelegationkey") {
        response.on("data", (chunk: Buffer) => {
          const [id, start, end, value = ""] = ["SignedOid", "SignedStart", "SignedExpiry", "Value"].map(
            (name) => new RegExp(`<${name}>(.*)</${name}>`).exec(chunk.toString())?.[1],
          );
          keys.set([id, start, end].join(), value);
        });
      }
      pipeline(response, outgoing).catch(() => incoming.socket.destroy());
    });
    await pipeline(incoming, forwarded);
  }

  const tls = { key: await readFile(certificate.key), cert: certificate.ca };
  const server = createServer(tls, (incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    endpoint: `https://127.0.0.1:${loopback.port}/${account}`,
    keyOf,
  };
}

/** What a signature must allow for a request: one of these letters. */
const neededLetters: Readonly<Record<string, RegExp>> = { GET: /r/, HEAD: /r/, PUT: /[cw]/, DELETE: /d/ };

function isAllowed(incoming: IncomingMessage, url: URL, options: GatewayOptions, key: string): boolean {
  const { account, container } = options;
  const checked = { query: url.searchParams, key, account, container };
  const base = `/${account}/${container}`;
  if (url.pathname === base && incoming.method === "GET" && url.searchParams.get("comp") === "list") {
    // A list must be of what is inside of the directory.
    const prefix = url.searchParams.get("prefix") ?? "";
    return prefix.endsWith("/") && lettersFor(checked, prefix.slice(0, -1)).includes("l");
  }
  if (!url.pathname.startsWith(`${base}/`)) return false;
  const letters = lettersFor(checked, decodeURIComponent(url.pathname.slice(base.length + 1)));
  return neededLetters[incoming.method ?? ""]?.test(letters) ?? false;
}

/** The query with another signature. */
function ownQuery(query: URLSearchParams, signature: string): string {
  const kept = [...query].filter(
    ([name]) => name === "snapshot" || ![...signedFields, "sdd", "sig"].includes(name),
  );
  return [new URLSearchParams(kept).toString(), signature].filter((part) => part !== "").join("&");
}
