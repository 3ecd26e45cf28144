import { installPython, pythonVersion } from "../../interop/harness/install-python.ts";
import { MissingError } from "../../interop/harness/missing-error.ts";

/** The reference server on this machine. */
export interface Reference {
  readonly isMissing: boolean;
  /** For the report: its version, or why it was not run. */
  readonly sentence: string;
}

export function findReference(): Reference {
  try {
    installPython();
    const sentence = `The reference server is that of pylance ${pythonVersion("pylance")}.`;
    return { isMissing: false, sentence };
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    return { isMissing: true, sentence: `The reference server was not run: ${error.message}.` };
  }
}
