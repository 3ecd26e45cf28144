/** Describes a table again and again with one client, and prints the client's processor time for each call, in milliseconds, as JSON. */
import { Agent, request } from "node:http";
import { openClient } from "../clients/clients.ts";
import { namespace, vectors } from "./catalog.ts";

export interface CostJob {
  readonly url: string;
  /** Our client, or a bare request of Node, with `http` or `fetch`. */
  readonly client: "lancetree" | "bare" | "fetch";
  readonly warmUp: number;
  readonly calls: number;
}

const { url, client, warmUp, calls } = JSON.parse(process.argv[2] ?? "") as CostJob;
const target = new URL(`${url}/v1/table/${namespace}%24${vectors}/describe?delimiter=%24`);
const headers = { "content-type": "application/json" };
const describe = await describer();
const repeat = async (times: number): Promise<void> => {
  for (let call = 0; call < times; call++) {
    const location = await describe?.();
    if (!location?.includes(vectors)) throw new Error(`${vectors} was said to be at ${location}`);
  }
};
await repeat(warmUp);
const before = process.cpuUsage();
await repeat(calls);
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify((user + system) / 1000 / calls), () => process.exit());

async function describer(): Promise<(() => Promise<string | undefined>) | undefined> {
  if (client === "bare") return bare();
  if (client === "fetch") return fetched;
  return (await openClient("lancetree", url)).describeTable;
}

async function fetched(): Promise<string> {
  const response = await fetch(target, { method: "POST", headers, body: "{}" });
  return ((await response.json()) as { location: string }).location;
}

function bare(): () => Promise<string> {
  const agent = new Agent({ keepAlive: true });
  return () =>
    new Promise((resolve, reject) => {
      const sent = request(target, { method: "POST", agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { location } = JSON.parse(Buffer.concat(chunks).toString()) as { location: string };
          resolve(location);
        });
      });
      sent.on("error", reject).end("{}");
    });
}
