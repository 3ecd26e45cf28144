#!/usr/bin/env node
/*
 * Nothing is imported above: where this process may open too few files, this one alone can still be read, and says so.
 */

/** The code of the system's error, where there is one. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

try {
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
} catch (error) {
  const code = codeOf(error);
  if (code !== "EMFILE" && code !== "ENFILE") throw error;
  process.stderr.write(
    `error: Too many files are open (${code}); lancetree could not be loaded.\nnext:  allow more open files, such as with "ulimit -n 4096"\n`,
  );
  // As for everything that cannot be reached: see the exit codes.
  process.exitCode = 7;
}
