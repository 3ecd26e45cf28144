import { type ErrorCode, errorCodes, isNamespaceError } from "@lancetree/core";
import { isEndedAsUnsupported } from "./unsupported-guard.ts";

/** Demands that two JSON-like values are equal; the order of an object's keys does not matter. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [canonical(actual), canonical(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
}

/** Demands that something holds. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/**
 * Demands that an operation fails with an error of one code, and that the error is what the contract says an error is.
 *
 * @param mentions - strings that the message must contain
 */
export async function rejects(
  operation: Promise<unknown>,
  code: ErrorCode,
  ...mentions: readonly string[]
): Promise<void> {
  const { name, status } = errorCodes[code];
  const error = await failureOf(operation, `expected ${name} (${code})`);
  if (!isNamespaceError(error)) throw new Error(`expected ${name} (${code}), got ${String(error)}`);
  equal(
    { code: error.code, name: error.name, status: error.status },
    { code, name, status },
    `error "${error.message}"`,
  );
  holds(error.message.trim() !== "", "an error needs a message");
  const leak = /[\r\n]|\.rs:\d|node_modules|:\d+:\d+\)?$/.exec(error.message);
  holds(leak === null, `an error's message is one line without a foreign stack or path: ${error.message}`);
  for (const text of mentions) {
    const found = error.message.toLowerCase().includes(text.toLowerCase());
    holds(found, `the message must name ${JSON.stringify(text)}: ${error.message}`);
  }
}

/** What an operation rejects with; a failure of its own when it does not reject. */
export async function failureOf(operation: Promise<unknown>, expectation: string): Promise<unknown> {
  let result: unknown;
  try {
    result = await operation;
  } catch (error) {
    if (isEndedAsUnsupported(error)) throw error;
    return error;
  }
  throw new Error(`${expectation}, got the result ${canonical(result)}`);
}

/** Runs operations concurrently. Returns how many succeeded, and what the others rejected with. */
export async function runConcurrently(
  operations: readonly Promise<unknown>[],
): Promise<{ readonly succeeded: number; readonly errors: readonly unknown[] }> {
  const settled = await Promise.allSettled(operations);
  const errors = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const end = errors.find(isEndedAsUnsupported);
  if (end !== undefined) throw end;
  return { succeeded: settled.length - errors.length, errors };
}

function canonical(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
  return text ?? "nothing";
}
