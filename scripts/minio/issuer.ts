import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A provider of OpenID Connect, whose tokens MinIO exchanges for a session that ends with the token. */
export interface Issuer extends AsyncDisposable {
  /** The environment variables with which MinIO trusts it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A token with which MinIO allows every call on objects. */
  token(lifetimeMs: number): string;
}

const clientId = "lancetree";

/** Starts the provider on loopback with a new key. */
export async function startIssuer(): Promise<Issuer> {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const key = createPrivateKey(privateKey);
  const publicKey = createPublicKey(privateKey).export({ format: "jwk" });
  const server = createServer((request, response) => {
    const body = request.url === "/keys" ? keys : configuration(`http://${request.headers.host}`);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const keys = { keys: [{ ...publicKey, kid: "1", use: "sig", alg: "RS256" }] };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      MINIO_IDENTITY_OPENID_CONFIG_URL: `${issuer}/.well-known/openid-configuration`,
      MINIO_IDENTITY_OPENID_CLIENT_ID: clientId,
    },
    token(lifetimeMs) {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, aud: clientId, sub: "test", iat: seconds, policy: "readwrite" };
      const expiring = { ...claims, exp: seconds + Math.ceil(lifetimeMs / 1000) };
      const content = `${encoded({ alg: "RS256", typ: "JWT", kid: "1" })}.${encoded(expiring)}`;
      return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function configuration(issuer: string): object {
  return {
    issuer,
    jwks_uri: `${issuer}/keys`,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
