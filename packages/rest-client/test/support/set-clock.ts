import { vi } from "vitest";

/** Runs a part of a test by a clock that passes only as it says; the default time of a call is 60 s. */
export async function withSetClock(
  part: (pass: (milliseconds: number) => void) => Promise<void>,
): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  try {
    await part((milliseconds) => {
      vi.advanceTimersByTime(milliseconds);
    });
  } finally {
    vi.useRealTimers();
  }
}
