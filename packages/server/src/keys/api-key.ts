import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What a key looks like: a public id, by which its entry is found, and a secret of 256 random bits. */
const shape = /^lt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** A key that was just made. */
export interface NewApiKey {
  readonly id: string;
  /** Shown once; only its hash is kept. */
  readonly key: string;
  readonly hash: string;
}

/** Makes a key. */
export function newApiKey(): NewApiKey {
  const id = randomBytes(6).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  return { id, key: `lt_${id}_${secret}`, hash: hashOf(secret, randomBytes(16)) };
}

/** Splits a key into its id and its secret; undefined for a string that is not such a key. */
export function parseApiKey(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = shape.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/**
 * Whether a secret has this hash. Compares in constant time.
 *
 * One round of SHA-256 is enough, since 256 random bits cannot be guessed at any speed. A slow hash, as passwords need it, would let
 * anonymous callers keep the server busy with wrong keys.
 */
export function hasHash(secret: string, hash: string): boolean {
  const salt = Buffer.from(hash.split(":")[1] ?? "", "base64url");
  const [one, other] = [Buffer.from(hashOf(secret, salt)), Buffer.from(hash)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Whether a string is a hash as a key file holds it. */
export function isKeyHash(text: string): boolean {
  return /^sha256:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$/.test(text);
}

function hashOf(secret: string, salt: Buffer): string {
  const digest = createHash("sha256").update(salt).update(secret).digest("base64url");
  return `sha256:${salt.toString("base64url")}:${digest}`;
}
