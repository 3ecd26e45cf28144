import assert from "node:assert/strict";

/** One thing that two programs have to manage together. */
export type Step<Client> = readonly [name: string, run: (client: Client) => Promise<void>];

/** The known gaps of another project's program: the step, and a pattern for the message of its failure. */
export type Gaps = Readonly<Record<string, RegExp>>;

/**
 * Takes every step. Those that are gaps have to fail as it is said of them, all others have to succeed: a gap that was
 * closed is a failure too, so that the list stays true.
 */
export async function takeSteps<Client>(
  steps: readonly Step<Client>[],
  client: Client,
  gaps: Gaps,
): Promise<string> {
  const problems: string[] = [];
  for (const [name, run] of steps) {
    const failure = await run(client).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const gap = gaps[name];
    if (gap === undefined && failure !== undefined) problems.push(`${name}: ${failure}`);
    if (gap !== undefined && failure === undefined) problems.push(`${name} works, and counts as a gap`);
    if (gap !== undefined && failure !== undefined && !gap.test(failure)) {
      problems.push(`${name} fails in another way: ${failure}`);
    }
  }
  const unknown = Object.keys(gaps).filter((gap) => steps.every(([name]) => name !== gap));
  assert.deepEqual([...problems, ...unknown.map((gap) => `there is no step ${gap}`)], []);
  return `${steps.length - Object.keys(gaps).length} of ${steps.length} steps`;
}
