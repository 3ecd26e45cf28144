import { conformance, type Profile, type Report } from "../src/index.ts";

/** What came of a run of the kit outside of a test runner. */
export interface Outcome {
  readonly passed: number;
  /** The cases that failed, as `rule > case`, with what they said. */
  readonly failed: ReadonlyMap<string, string>;
  /** What the kit itself says; undefined where cases were left out. */
  readonly report: Report | undefined;
}

/** Which cases to run. */
export interface Selection {
  /** Whether to run a case; all by default. */
  readonly includes?: (rule: string, name: string) => boolean;
  /** Whether to stop at the first failure. */
  readonly bail?: boolean;
}

/** Runs the cases of the kit, one after the other, and collects the outcome. */
export async function collect(
  profile: Profile,
  { includes = () => true, bail = false }: Selection = {},
): Promise<Outcome> {
  const cases: { name: string; body: () => Promise<void> }[] = [];
  let rule = "";
  let report: Report | undefined;
  conformance(
    {
      describe(name, body) {
        rule = name;
        body();
      },
      it(name, body) {
        if (includes(rule, name)) cases.push({ name: `${rule} > ${name}`, body });
      },
    },
    {
      ...profile,
      report: (made) => {
        report = made;
      },
    },
  );
  const failed = new Map<string, string>();
  let ended = 0;
  for (const { name, body } of cases) {
    ended++;
    try {
      await body();
    } catch (error) {
      failed.set(name, String(error));
      if (bail) break;
    }
  }
  return { passed: ended - failed.size, failed, report };
}
