import { InvalidInputError, isNamespaceError } from "@lancetree/core";
import type { ServerOptions } from "./server-options.ts";

/** The name of an option of `startServer`. */
export type ServerOption = keyof ServerOptions;

/** An option of `startServer` is invalid, or the file that it names is invalid or cannot be read. Code 13. */
export class ServerOptionError extends InvalidInputError {
  readonly option: ServerOption;

  constructor(option: ServerOption, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.option = option;
  }
}

/** Whether a value is a {@link ServerOptionError}, of this copy of the package or of any other. */
export function isServerOptionError(value: unknown): value is ServerOptionError {
  return isNamespaceError(value, 13) && "option" in value;
}

/** Runs `work` for an option: rejects with a ServerOptionError where `work` rejects with InvalidInput. */
export async function forOption<Result>(option: ServerOption, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isNamespaceError(error, 13)) throw error;
    throw new ServerOptionError(option, error.message, { cause: error.cause });
  }
}
