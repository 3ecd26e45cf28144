import type { ChildProcess } from "node:child_process";

/** The address that a `lancetree serve` prints when it listens. Rejects with what it wrote if it ends before. */
export function servedAddress(child: ChildProcess): Promise<string> {
  let written = "";
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error(`The server ended at its start: ${written}`)));
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      if (written.length < 10_000) written += chunk;
      const url = /^Serving .* at (http:\S+)\n/m.exec(written)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}
