/** A catalog that Bun or Deno serve with their own server, and the program's steps without rows against it. */
import process from "node:process";
import { MemoryNamespace } from "@lancetree/core/memory";
import { apiKeys, createNamespaceHandler } from "@lancetree/rest-server";
import { runProgram } from "./program.ts";
import type { ProgramSettings } from "./step.ts";

type Handler = (request: Request) => Promise<Response>;

/** What there is of Bun and of Deno, as far as it is used. */
interface Platform {
  readonly Bun?: {
    serve(options: { hostname: string; port: number; fetch: Handler }): {
      readonly port: number;
      stop(closeConnections: boolean): Promise<void>;
    };
  };
  readonly Deno?: {
    serve(
      options: { hostname: string; port: number; onListen: () => void },
      handler: Handler,
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  };
}

const hostname = "127.0.0.1";
const settings = JSON.parse(process.argv[2] ?? "") as ProgramSettings;
const handler = createNamespaceHandler(new MemoryNamespace(), { authenticate: apiKeys([settings.apiKey]) });
const server = listen(globalThis as Platform);
console.log(JSON.stringify(await runProgram({ ...settings, uri: `http://${hostname}:${server.port}` })));
await server.stop();

function listen({ Bun, Deno }: Platform): { readonly port: number; stop(): Promise<void> } {
  if (Bun !== undefined) {
    const listening = Bun.serve({ hostname, port: 0, fetch: handler });
    return { port: listening.port, stop: () => listening.stop(true) };
  }
  if (Deno !== undefined) {
    const listening = Deno.serve({ hostname, port: 0, onListen: () => undefined }, handler);
    return { port: listening.addr.port, stop: () => listening.shutdown() };
  }
  throw new Error("This is neither Bun nor Deno.");
}
