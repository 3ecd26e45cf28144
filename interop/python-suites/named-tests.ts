/** The tests that a section of a page names. */
export interface NamedTests {
  has(test: string): boolean;
  /** The names that none of the given tests has. */
  unused(tests: readonly string[]): string[];
}

/** Reads the names in code that begin with `test_`, where `*` stands for anything, below a heading and up to the next one. */
export function testsNamedIn(page: string, heading: string): NamedTests {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start === -1) throw new Error(`The page has no section "${heading}".`);
  const end = page.indexOf("\n## ", start + 1);
  const section = page.slice(start, end === -1 ? undefined : end);
  const names = [...section.matchAll(/`(test_[\w*]+)`/g)].map(([, name = ""]) => name);
  const patterns = [...new Set(names)].map((name) => ({
    name,
    pattern: new RegExp(`^${name.replaceAll("*", ".*")}$`),
  }));
  return {
    has: (test) => patterns.some(({ pattern }) => pattern.test(test)),
    unused: (tests) =>
      patterns.flatMap(({ name, pattern }) => (tests.some((test) => pattern.test(test)) ? [] : [name])),
  };
}
