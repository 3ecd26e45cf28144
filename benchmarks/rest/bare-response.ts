import type { BareResponse } from "./bare-server.ts";
import { prepare, type Work } from "./requests.ts";

/** What our server sends for a request, for a server that sends nothing else. */
export async function bareResponse(url: string, work: Work): Promise<BareResponse> {
  const { method, path, type, body } = prepare(work, "lancetree");
  const response = await fetch(`${url}${path}`, {
    method,
    ...(method === "POST" && { body: body(0), headers: { "content-type": type } }),
  });
  // Node writes these itself.
  const headers = [...response.headers].filter(
    ([name]) => !["connection", "date", "keep-alive"].includes(name),
  );
  return { headers, body: await response.text() };
}
