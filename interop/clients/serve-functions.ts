/** What is left of an error on its way to another process. */
export interface Failure {
  /** The protocol's code, where the error has one. Native clients show a text only. */
  readonly code: number | undefined;
  /** Of its class. */
  readonly name: string;
  readonly message: string;
}

interface Call {
  readonly call: number;
  readonly method: string;
  readonly parameters: readonly never[];
}

/** Answers the calls of the process that forked this one. */
export function serve(methods: Readonly<Record<string, (...parameters: never[]) => unknown>>): void {
  process.on("message", (message) => {
    void answer(methods, message as Call);
  });
  // The parent owns this process: without it there is nothing left to do.
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

async function answer(
  methods: Readonly<Record<string, (...parameters: never[]) => unknown>>,
  { call, method, parameters }: Call,
): Promise<void> {
  try {
    process.send?.({ call, outcome: { value: await methods[method]?.(...parameters) } });
  } catch (error) {
    process.send?.({ call, outcome: { failure: failureOf(error) } });
  }
}
