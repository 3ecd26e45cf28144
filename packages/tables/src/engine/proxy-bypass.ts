const proxyVariables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs `connect` so that a proxy named in the environment is not asked for 127.0.0.1.
 *
 * LanceDB's HTTP client takes HTTP_PROXY at its word, loopback included, and reads the environment once, when it
 * connects. Without this the secret and the credentials of the bridge would go to the proxy.
 */
export async function bypassProxy<T>(connect: () => Promise<T>): Promise<T> {
  if (!proxyVariables.some((name) => process.env[name])) return connect();
  // One at a time: each restores what it found.
  const result = queue.then(() => withLoopbackExcepted(connect));
  queue = result.catch(() => undefined);
  return result;
}

async function withLoopbackExcepted<T>(connect: () => Promise<T>): Promise<T> {
  const before = process.env["NO_PROXY"];
  const exceptions = before ?? process.env["no_proxy"];
  process.env["NO_PROXY"] = exceptions ? `${exceptions},127.0.0.1` : "127.0.0.1";
  try {
    return await connect();
  } finally {
    if (before === undefined) delete process.env["NO_PROXY"];
    else process.env["NO_PROXY"] = before;
  }
}
