/** The exit codes of `lancetree`. They are public: the meaning of a code never changes. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  exists: 4,
  invalid: 5,
  conflict: 6,
  unavailable: 7,
  denied: 8,
  unsupported: 9,
  refused: 10,
  problems: 11,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code means, for the help and the docs. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: "done",
  failed: "any other failure",
  usage: "the command line, the environment or the configuration file is invalid",
  notFound: "a namespace, a table, a column, a version or a file does not exist",
  exists: "the name already exists",
  invalid: "a name, a condition or the data is invalid",
  conflict:
    "the state of the catalog does not allow the change, for example because a namespace is not empty",
  unavailable: "the catalog cannot be reached or is too busy; a retry may succeed",
  denied: "the credentials are missing or invalid, or they do not allow the call",
  unsupported: "the catalog does not support the operation",
  refused: "the user did not confirm a question, or there is no terminal to ask it",
  problems: "`check` found problems",
  interrupted: "interrupted with Ctrl-C; `serve` only if it was already shutting down",
  terminated: "ended by SIGTERM, except `serve`, which exits with 0",
};
