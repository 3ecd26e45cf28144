import { spawn } from "node:child_process";

/**
 * Opens an address in the user's browser, by the program that each system has for it. Does nothing if there is none: the address is also
 * printed.
 */
export function openInBrowser(address: string): void {
  const [program, ...words] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(program, [...words, address], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  // Not `start`, a command of the shell, which would interpret the address.
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
