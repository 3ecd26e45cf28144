import { randomUUID } from "node:crypto";
import { type Bucket, StorageFailure, type StoredContent } from "./bucket.ts";
import { type Call, type Reply, unknownCall } from "./call.ts";

/** Parts of uploads that are not complete, by the upload's id. */
export type Uploads = Map<string, Map<number, Buffer>>;

/** The calls of the XML API that LanceDB makes. */
export function xmlCall(bucket: Bucket, uploads: Uploads, name: string, call: Call): Reply {
  const { method, path, query } = call;
  const key = path.slice(name.length + 2);
  if (path === `/${name}` && method === "GET" && query.get("list-type") === "2")
    return list(bucket, name, query);
  if (key === "") throw unknownCall(call);
  const upload = query.get("uploadId");
  if (upload !== null) return uploadCall(bucket, uploads, upload, key, call);
  if (method === "POST" && query.has("uploads")) {
    const id = randomUUID();
    uploads.set(id, new Map());
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }
  switch (method) {
    case "PUT":
      return put(bucket, name, key, call);
    case "GET":
    case "HEAD":
      return read(bucket.get(key), call);
    case "DELETE":
      bucket.remove(key);
      return { status: 204, headers: {}, body: "" };
    default:
      throw unknownCall(call);
  }
}

/** The body of a failure. */
export function xmlFailure({ status, code, message }: StorageFailure): Reply {
  return { ...xml(`<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`), status };
}

function put(bucket: Bucket, name: string, key: string, { headers, body }: Call): Reply {
  const source = headers["x-goog-copy-source"];
  const condition = headers["x-goog-if-generation-match"];
  if (source === undefined) return stored(bucket.put(key, body, condition));
  const from = decodeURIComponent(source).replace(/^\//, "");
  if (!from.startsWith(`${name}/`)) throw new StorageFailure(404, "NoSuchBucket", "The source is not here.");
  const copy = bucket.put(key, bucket.get(from.slice(name.length + 1)).content, condition);
  return {
    ...xml(`<CopyObjectResult><ETag>${escaped(copy.etag)}</ETag></CopyObjectResult>`),
    ...headersOf(copy),
  };
}

function read(object: StoredContent, { headers, method }: Call): Reply {
  const { content } = object;
  const common = {
    ...headersOf(object).headers,
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
  };
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(headers["range"] ?? "") ?? [];
  if (from === "" && to === "") {
    return {
      status: 200,
      headers: { ...common, "content-length": String(content.length) },
      body: method === "HEAD" ? "" : content,
    };
  }
  const start = from === "" ? Math.max(0, content.length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? content.length : Math.min(content.length, Number(to) + 1);
  if (start >= content.length) throw new StorageFailure(416, "InvalidRange", "The range is behind the end.");
  const range = `bytes ${start}-${end - 1}/${content.length}`;
  return {
    status: 206,
    headers: { ...common, "content-range": range, "content-length": String(end - start) },
    body: content.subarray(start, end),
  };
}

function uploadCall(bucket: Bucket, uploads: Uploads, id: string, key: string, call: Call): Reply {
  const parts = uploads.get(id);
  if (parts === undefined) throw new StorageFailure(404, "NoSuchUpload", "There is no such upload.");
  switch (call.method) {
    case "PUT":
      parts.set(Number(call.query.get("partNumber")), call.body);
      return { status: 200, headers: { etag: `"${id}-${call.query.get("partNumber")}"` }, body: "" };
    case "POST": {
      const numbers = [...call.body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(
        ([, digits]) => Number(digits),
      );
      const contents = numbers.map((number) => parts.get(number));
      if (numbers.length === 0 || contents.includes(undefined))
        throw new StorageFailure(400, "InvalidPart", "A part is missing.");
      const object = bucket.put(
        key,
        Buffer.concat(contents.filter((part) => part !== undefined)),
        call.headers["x-goog-if-generation-match"],
      );
      uploads.delete(id);
      return {
        ...xml(
          `<CompleteMultipartUploadResult><ETag>${escaped(object.etag)}</ETag></CompleteMultipartUploadResult>`,
        ),
        ...headersOf(object),
      };
    }
    case "DELETE":
      uploads.delete(id);
      return { status: 204, headers: {}, body: "" };
    default:
      throw unknownCall(call);
  }
}

function list(bucket: Bucket, name: string, query: URLSearchParams): Reply {
  const page = bucket.list({
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    after: query.get("continuation-token") ?? query.get("start-after") ?? "",
    limit: Number(query.get("max-keys") ?? 1000),
  });
  const contents = page.objects.map(
    ([key, { content, changed, etag }]) =>
      `<Contents><Key>${escaped(key)}</Key><LastModified>${changed.toISOString()}</LastModified><ETag>${escaped(etag)}</ETag><Size>${content.length}</Size></Contents>`,
  );
  const folders = page.folders.map(
    (folder) => `<CommonPrefixes><Prefix>${escaped(folder)}</Prefix></CommonPrefixes>`,
  );
  const next =
    page.next === undefined ? "" : `<NextContinuationToken>${escaped(page.next)}</NextContinuationToken>`;
  return xml(
    `<ListBucketResult><Name>${name}</Name><IsTruncated>${page.next !== undefined}</IsTruncated>${next}${contents.join("")}${folders.join("")}</ListBucketResult>`,
  );
}

function stored(object: StoredContent): Reply {
  return { status: 200, ...headersOf(object), body: "" };
}

function headersOf({ etag, generation, changed }: StoredContent): { headers: Record<string, string> } {
  return {
    headers: { etag, "x-goog-generation": String(generation), "last-modified": changed.toUTCString() },
  };
}

function xml(body: string): Reply {
  return {
    status: 200,
    headers: { "content-type": "application/xml; charset=UTF-8" },
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
