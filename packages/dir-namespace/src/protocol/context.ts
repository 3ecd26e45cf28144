import { ConcurrentModificationError } from "@lancetree/core";

export interface ProtocolContext {
  /** 16 random hex digits, never the same twice. */
  token(): string;
  /** How often an operation starts again after others were faster, before it gives up. */
  readonly attempts: number;
  /** Whether root tables stand at `<name>.lance`, where clients look that go by folder names alone. */
  readonly listing: boolean;
  /** Whether a folder can be moved in one step. Where it cannot, a name of the form `<name>.lance` is used once: see `empty`. */
  readonly moves: boolean;
}

export function outrun(context: ProtocolContext, what: string): ConcurrentModificationError {
  return new ConcurrentModificationError(
    `${what}: other writers changed the same objects ${context.attempts} times in a row; nothing was changed, try again`,
  );
}
