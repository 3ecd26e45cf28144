const proxyVariables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs `connect` so that LanceDB uses no proxy for 127.0.0.1.
 *
 * LanceDB's HTTP client uses HTTP_PROXY even for loopback, and reads the environment once, when it connects. Without
 * this function it would send the secret and the credentials of the bridge to the proxy.
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
