import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

interface Keys {
  readonly id: string;
  readonly secret: string;
}

/**
 * Adds a user who is not the root user and may read and write every bucket.
 *
 * @param root - the keys of the root user
 */
export async function addUser(endpoint: string, root: Keys, user: Keys): Promise<void> {
  const body = encrypted(root.secret, JSON.stringify({ secretKey: user.secret, status: "enabled" }));
  await administer(endpoint, root, "PUT", `add-user?accessKey=${user.id}`, body);
  const attach = `set-user-or-group-policy?isGroup=false&policyName=readwrite&userOrGroup=${user.id}`;
  await administer(endpoint, root, "PUT", attach);
}

/** Removes a user, whose sessions end too. */
export async function removeUser(endpoint: string, root: Keys, id: string): Promise<void> {
  await administer(endpoint, root, "DELETE", `remove-user?accessKey=${id}`);
}

/** Ends all sessions of a user. */
export async function revokeSessions(endpoint: string, root: Keys, id: string): Promise<void> {
  await administer(endpoint, root, "POST", `revoke-tokens/builtin?fullRevoke=true&user=${id}`);
}

/** The administrative interface has the signatures of S3. */
async function administer(
  endpoint: string,
  keys: Keys,
  method: string,
  call: string,
  body: Buffer = Buffer.alloc(0),
): Promise<void> {
  const url = new URL(`${endpoint}/minio/admin/v3/${call}`);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const hash = createHash("sha256").update(body).digest("hex");
  const headers = { host: url.host, "x-amz-content-sha256": hash, "x-amz-date": time };
  const names = Object.keys(headers).join(";");
  const scope = [time.slice(0, 8), "us-east-1", "s3", "aws4_request"];
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = [method, url.pathname, url.search.slice(1), lines.join(""), names, hash].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const message = ["AWS4-HMAC-SHA256", time, scope.join("/"), digest].join("\n");
  const key = scope.reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${keys.secret}`));
  const signature = hmac(key, message).toString("hex");
  const response = await fetch(url, {
    method,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${keys.id}/${scope.join("/")}, SignedHeaders=${names}, Signature=${signature}`,
    },
  });
  if (!response.ok) throw new Error(`MinIO refuses ${call}: ${await response.text()}`);
}

function hmac(key: Buffer, message: string): Buffer {
  return createHmac("sha256", key).update(message).digest();
}

/** One block of the format in which MinIO expects administrative data: salt, the number of the cipher, nonce, ciphertext. */
function encrypted(password: string, text: string): Buffer {
  const salt = randomBytes(32);
  const key = pbkdf2Sync(password, salt, 8192, 32, "sha256");
  const nonce = randomBytes(8);
  const cipherFor = (block: number) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32LE(block);
    return createCipheriv("aes-256-gcm", key, Buffer.concat([nonce, counter]));
  };
  const first = cipherFor(0);
  first.final();
  const last = cipherFor(1);
  last.setAAD(Buffer.concat([Buffer.from([0x80]), first.getAuthTag()]));
  const ciphertext = Buffer.concat([last.update(text), last.final(), last.getAuthTag()]);
  return Buffer.concat([salt, Buffer.from([0x02]), nonce, ciphertext]);
}
