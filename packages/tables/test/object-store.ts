import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A bucket in memory with the part of S3 that LanceDB needs. It records the access key of each request. */
export interface ObjectStore extends AsyncDisposable {
  /** Storage options for this bucket with the given access key. */
  options(accessKey: string): Record<string, string>;
  /** The access keys of the requests since the last call, each once, in order. */
  takeKeys(): string[];
}

export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  let keys = new Set<string>();
  const server = createServer((request, response) => {
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1];
    if (key) keys.add(key);
    void respond(objects, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    options: (accessKey) => ({
      aws_access_key_id: accessKey,
      aws_secret_access_key: "secret",
      region: "us-east-1",
      aws_endpoint: `http://127.0.0.1:${port}`,
      allow_http: "true",
    }),
    takeKeys() {
      const seen = [...keys];
      keys = new Set();
      return seen;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(objects: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse) {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk);
  const url = new URL(request.url ?? "/", "http://store");
  const key = url.pathname.split("/").slice(2).join("/");
  if (request.method === "PUT") {
    const taken = request.headers["if-none-match"] === "*" && objects.has(key);
    if (!taken) objects.set(key, Buffer.concat(body));
    return response.writeHead(taken ? 412 : 200, { etag: '"e"' }).end();
  }
  if (url.searchParams.has("list-type")) {
    return response
      .writeHead(200, { "content-type": "application/xml" })
      .end(listing(objects, url.searchParams));
  }
  const object = objects.get(key);
  if (!object) return response.writeHead(404).end();
  const [from, to] = range(request.headers.range, object.length);
  const headers = {
    etag: '"e"',
    "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    "content-length": to - from,
    "content-range": `bytes ${from}-${to - 1}/${object.length}`,
  };
  const status = request.headers.range ? 206 : 200;
  return response
    .writeHead(status, headers)
    .end(request.method === "HEAD" ? undefined : object.subarray(from, to));
}

function range(header: string | undefined, length: number): [number, number] {
  const [, first = "", last = ""] = /bytes=(\d*)-(\d*)/.exec(header ?? "") ?? [];
  if (first === "") return [last === "" ? 0 : Math.max(0, length - Number(last)), length];
  return [Number(first), last === "" ? length : Math.min(Number(last) + 1, length)];
}

function listing(objects: Map<string, Buffer>, query: URLSearchParams): string {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter");
  const folders = new Set<string>();
  const contents: string[] = [];
  for (const [key, object] of [...objects]
    .filter(([name]) => name.startsWith(prefix))
    .toSorted(([left], [right]) => left.localeCompare(right))) {
    const rest = key.slice(prefix.length);
    if (delimiter && rest.includes(delimiter))
      folders.add(prefix + rest.slice(0, rest.indexOf(delimiter) + 1));
    else {
      contents.push(
        `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>${object.length}</Size></Contents>`,
      );
    }
  }
  const prefixes = [...folders].map(
    (folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`,
  );
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}${prefixes.join("")}</ListBucketResult>`;
}
