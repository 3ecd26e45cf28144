#!/usr/bin/env node
/*
 * This file has no static imports: if the process may open only a few files, it can still be loaded, and reports the problem.
 */

/** The code of the system's error, where there is one. */
function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
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
  // The exit code `unavailable`; its module cannot be loaded here.
  process.exitCode = 7;
}
