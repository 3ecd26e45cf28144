/** What a step says when something is not as it should be: these run where there is no `node:assert`. */

/** Demands that two values have the same JSON; a bigint counts as its digits followed by `n`. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [actualText, expectedText] = [show(actual), show(expected)];
  if (actualText !== expectedText) throw new Error(`${what}: ${actualText} instead of ${expectedText}`);
}

/** Demands that a call is rejected with an error of the protocol; resolves with the error's message. */
export async function assertError(call: Promise<unknown>, name: string, code: number): Promise<string> {
  const error = await failureOf(call, name);
  const { name: gotName, code: gotCode } = { name: undefined, code: undefined, ...asObject(error) };
  const message = error instanceof Error ? error.message : show(error);
  // the name is not an enumerable property of an error
  const actualName = gotName ?? (error instanceof Error ? error.name : undefined);
  if (actualName !== name || gotCode !== code) {
    throw new Error(`${show(actualName)} (${show(gotCode)}) instead of ${name} (${code}): ${message}`);
  }
  return message;
}

/** Demands that a call is rejected with this very value. */
export async function assertReason(call: Promise<unknown>, reason: unknown): Promise<void> {
  const error = await failureOf(call, "the signal's own reason");
  if (error !== reason) throw new Error(`${String(error)} instead of the signal's own reason`);
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function failureOf(call: Promise<unknown>, expected: string): Promise<unknown> {
  let result: unknown;
  try {
    result = await call;
  } catch (error) {
    return error;
  }
  throw new Error(`${show(result)} instead of ${expected}`);
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function show(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)) ?? "undefined"
  );
}
