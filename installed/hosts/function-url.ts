/**
 * A local AWS Lambda function URL: turns each request into an event (payload format 2.0) and calls the `handler` of the file
 * in its arguments. A standalone program that needs Node only.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}
interface LambdaModule {
  readonly handler: (event: object, context: object) => Promise<LambdaResult>;
}

/** The client address that Lambda reports in the event. */
const sourceIp = "198.51.100.7";
const file = pathToFileURL(resolve(process.argv[2] ?? "")).href;
const { handler } = (await import(file)) as LambdaModule;

const server = createServer((request, response) => {
  respond(request, response).catch((error: unknown) => response.destroy(error as Error));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`Listening on http://127.0.0.1:${address?.port}`);
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { statusCode, headers, body = "", isBase64Encoded } = await handler(await eventOf(request), {});
  response.writeHead(statusCode, headers);
  response.end(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
}

async function eventOf(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("base64");
  const [rawPath, rawQueryString = ""] = (request.url ?? "/").split("?");
  const http = { method: request.method, path: rawPath, protocol: "HTTP/1.1", sourceIp };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers: request.headers,
    requestContext: { domainName: "example.lambda-url.eu-central-1.on.aws", http },
    ...(body !== "" && { body }),
    isBase64Encoded: body !== "",
  };
}
