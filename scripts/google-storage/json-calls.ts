import { CRC32C } from "@google-cloud/storage";
import { type Bucket, StorageFailure, type StoredContent } from "./bucket.ts";
import { type Call, type Reply, unknownCall } from "./call.ts";

/** The calls of the JSON API that `@google-cloud/storage` makes for `gs://`. */
export function jsonCall(bucket: Bucket, name: string, call: Call): Reply {
  const { method, path, query } = call;
  const objects = `/storage/v1/b/${name}/o`;
  const condition = query.get("ifGenerationMatch") ?? undefined;
  if (method === "POST" && path === `/upload${objects}` && query.get("uploadType") === "multipart") {
    const key = query.get("name") ?? "";
    return json(metadata(name, key, bucket.put(key, uploaded(call), condition)));
  }
  if (method === "GET" && path === objects) return list(bucket, name, query);
  if (!path.startsWith(`${objects}/`)) throw unknownCall(call);
  const key = path.slice(objects.length + 1);
  if (method === "GET" && query.get("alt") === "media") return media(bucket.get(key));
  if (method === "GET") return json(metadata(name, key, bucket.get(key)));
  if (method === "DELETE") {
    bucket.remove(key);
    return { status: 204, headers: {}, body: "" };
  }
  const [from = "", to] = key.split(`/rewriteTo/b/${name}/o/`);
  if (method !== "POST" || to === undefined) throw unknownCall(call);
  const copy = bucket.put(to, bucket.get(from).content, condition);
  return json({ kind: "storage#rewriteResponse", done: true, resource: metadata(name, to, copy) });
}

/** The body of a failure. */
export function jsonFailure({ status, message }: StorageFailure): Reply {
  return { ...json({ error: { code: status, message, errors: [{ message, reason: "test" }] } }), status };
}

function list(bucket: Bucket, name: string, query: URLSearchParams): Reply {
  const page = bucket.list({
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    after: query.get("pageToken") ?? "",
    limit: Number(query.get("maxResults") ?? 1000),
  });
  return json({
    kind: "storage#objects",
    ...(page.next !== undefined && { nextPageToken: page.next }),
    prefixes: page.folders,
    items: page.objects.map(([key, object]) => metadata(name, key, object)),
  });
}

function media(object: StoredContent): Reply {
  return {
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(object.content.length),
      "x-goog-hash": `crc32c=${checksum(object)}`,
      "x-goog-generation": String(object.generation),
    },
    body: object.content,
  };
}

function metadata(bucket: string, name: string, object: StoredContent): Record<string, unknown> {
  return {
    kind: "storage#object",
    bucket,
    name,
    generation: String(object.generation),
    etag: object.etag,
    size: String(object.content.length),
    updated: object.changed.toISOString(),
    crc32c: checksum(object),
  };
}

function checksum({ content }: StoredContent): string {
  const crc = new CRC32C();
  crc.update(content);
  return crc.toString();
}

/** The content of an upload: the second part of `multipart/related`; the first is the metadata. */
function uploaded({ headers, body }: Call): Buffer {
  const [, boundary] = /boundary=("?)([^";]+)\1/.exec(headers["content-type"] ?? "")?.slice(1) ?? [];
  const parts: Buffer[] = [];
  const line = `--${boundary}`;
  for (let start = body.indexOf(line); start >= 0; ) {
    const next = body.indexOf(`\r\n${line}`, start + line.length);
    if (next < 0) break;
    parts.push(body.subarray(body.indexOf("\r\n\r\n", start) + 4, next));
    start = next + 2;
  }
  const content = parts[1];
  if (boundary === undefined || content === undefined)
    throw new StorageFailure(400, "Invalid", "The upload has no content.");
  return Buffer.from(content);
}

function json(content: unknown): Reply {
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=UTF-8" },
    body: JSON.stringify(content),
  };
}
