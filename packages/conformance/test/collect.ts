import { conformance, type Profile } from "../src/index.ts";

/** What came of a run of the kit outside of a test runner. */
export interface Outcome {
  readonly passed: number;
  /** The cases that failed, as `rule > case`, with what they said. */
  readonly failed: ReadonlyMap<string, string>;
}

/** Runs every case of the kit and collects the outcome. */
export async function collect(profile: Profile): Promise<Outcome> {
  const cases: { name: string; body: () => Promise<void> }[] = [];
  let rule = "";
  conformance(
    {
      describe(name, body) {
        rule = name;
        body();
      },
      it(name, body) {
        cases.push({ name: `${rule} > ${name}`, body });
      },
    },
    profile,
  );
  const failed = new Map<string, string>();
  for (const { name, body } of cases) {
    try {
      await body();
    } catch (error) {
      failed.set(name, String(error));
    }
  }
  return { passed: cases.length - failed.size, failed };
}
