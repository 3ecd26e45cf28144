import type { RestNamespace } from "@lancetree/rest-client";

/** The servers, and properties of the runtime. */
export interface ProgramSettings {
  /** Which steps run. */
  readonly steps: "all" | "metadata" | "forbidden";
  readonly uri: string;
  readonly apiKey: string;
  /** A server that misbehaves on purpose: see `faulty-server.ts`. */
  readonly faultyUri: string;
  /** An address on which no server listens. */
  readonly closedUri: string;
  /** The namespace that this run has for itself. */
  readonly root: string;
  /** Whether fetch can send a stream to the catalog. */
  readonly sendsStreams: boolean;
  /** Browsers hide the target of a redirect, and send streams over HTTP/2 only. */
  readonly inBrowser: boolean;
  /** How many batches of a thousand rows are inserted. */
  readonly batches: number;
}

/** What a step works with. */
export interface StepContext {
  readonly settings: ProgramSettings;
  /** A client that may do everything. */
  readonly catalog: RestNamespace;
}

export interface Step {
  readonly name: string;
  /** Whether a catalog without rows can do it as well. */
  readonly metadata?: boolean;
  /** Whether it sends a stream, and nothing else. */
  readonly streams?: boolean;
  /** Whether it is about what no browser can do. */
  readonly outsideBrowsers?: boolean;
  /** Resolves with what is worth knowing. */
  run(context: StepContext): Promise<string>;
}

export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, or what was wrong. */
  readonly detail: string;
  readonly seconds: number;
}
