import type { NamespaceHandler } from "../../src/index.ts";
import { check } from "./check.ts";
import { operations } from "./document.ts";
import { seededRandom } from "./random.ts";
import { type FuzzRequest, makeRequest } from "./requests.ts";

/** A request with a wrong response. */
export interface Finding {
  readonly number: number;
  readonly operation: string;
  readonly what: string;
  readonly request: string;
}

/** What a run did. */
export interface FuzzReport {
  readonly findings: Finding[];
  /** The number of responses with each status. */
  readonly statuses: Map<number, number>;
}

const longestMs = 300_000;

/**
 * Sends requests made from the protocol's document and checks every response against it: no 5XX, no hang, no status, type
 * or field that is not declared. The same seed sends the same requests.
 */
export async function fuzz(
  handler: NamespaceHandler,
  { seed, count, stopAt = 20 }: { seed: number; count: number; stopAt?: number },
): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const findings: Finding[] = [];
  const statuses = new Map<number, number>();
  for (let number = 0; number < count && findings.length < stopAt; number++) {
    const operation = operations[number % operations.length]!;
    const request = makeRequest(random, operation);
    // One after the other, so that the same seed does the same.
    // oxlint-disable-next-line no-await-in-loop
    const { status, what } = await respond(handler, request);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (what !== undefined) {
      const excerpt = `${request.init.method} ${request.path} ${bodyOf(request)}`.slice(0, 400);
      findings.push({ number, operation: operation.operationId, what, request: excerpt });
    }
  }
  return { findings, statuses };
}

function bodyOf({ init }: FuzzRequest): string {
  return typeof init.body === "string" ? init.body : "";
}

async function respond(
  handler: NamespaceHandler,
  request: FuzzRequest,
): Promise<{ status: number; what: string | undefined }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it hangs")), longestMs);
  });
  try {
    const response = await Promise.race([
      handler(new Request(`http://host${request.path}`, request.init)),
      hang,
    ]);
    const bytes = new Uint8Array(await Promise.race([response.arrayBuffer(), hang]));
    return { status: response.status, what: check(request, response, bytes) };
  } catch (error) {
    return { status: 0, what: String(error) };
  } finally {
    clearTimeout(timer);
  }
}
