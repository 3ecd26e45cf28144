/** An error in the form in which it is sent to another process. */
export interface Failure {
  /** The protocol's code, if the error has one. Errors of native clients have only a message. */
  readonly code: number | undefined;
  /** The name of its class. */
  readonly name: string;
  readonly message: string;
}

interface Call {
  readonly call: number;
  readonly method: string;
  readonly parameters: readonly never[];
}

/** Serves functions to the parent process. */
export function serve(methods: Readonly<Record<string, (...parameters: never[]) => unknown>>): void {
  process.on("message", (message) => {
    void respond(methods, message as Call);
  });
  // The process ends with its parent.
  process.on("disconnect", () => process.exit(0));
}

export function failureOf(error: unknown): Failure {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return {
    code: typeof code === "number" ? code : undefined,
    name: error instanceof Error ? error.name : typeof error,
    message: error instanceof Error ? error.message : String(error),
  };
}

async function respond(
  methods: Readonly<Record<string, (...parameters: never[]) => unknown>>,
  { call, method, parameters }: Call,
): Promise<void> {
  try {
    process.send?.({ call, outcome: { value: await methods[method]?.(...parameters) } });
  } catch (error) {
    process.send?.({ call, outcome: { failure: failureOf(error) } });
  }
}
