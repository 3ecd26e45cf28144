import {
  InvalidInputError,
  type NamespaceError,
  ServiceUnavailableError,
  UnsupportedError,
} from "@lancetree/core";

/** What HTTP wants said of a failure beyond the protocol's code. */
export interface HttpDetails {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const details = new WeakMap<NamespaceError, HttpDetails>();

/** Notes with which status and headers an error is to be answered, where its code alone does not say. */
export function withHttpDetails<Failure extends NamespaceError>(error: Failure, http: HttpDetails): Failure {
  details.set(error, http);
  return error;
}

/** What {@link withHttpDetails} noted. */
export function httpDetailsOf(error: NamespaceError): HttpDetails {
  return details.get(error) ?? {};
}

/** No route leads there: 404. The code is not one of the protocol's not-founds, which would name an object. */
export function unknownRoute(): NamespaceError {
  return withHttpDetails(new UnsupportedError("There is no such route."), { status: 404 });
}

/** The route exists under other methods: 405. */
export function wrongMethod(allowed: readonly string[]): NamespaceError {
  const allow = allowed.join(", ");
  return withHttpDetails(new UnsupportedError(`This route takes ${allow} only.`), {
    status: 405,
    headers: { allow },
  });
}

/** The body is longer than allowed: 413. */
export function bodyTooLarge(limit: number): NamespaceError {
  return withHttpDetails(new InvalidInputError(`The body is larger than ${limit} bytes.`), { status: 413 });
}

/** The body stopped coming: 408. */
export function bodyTooSlow(): NamespaceError {
  return withHttpDetails(new InvalidInputError("The body did not arrive in time."), { status: 408 });
}

/** Something in front of the handler read the body: 400. */
export function bodyWasRead(): NamespaceError {
  return new InvalidInputError(
    "The body of this request was read before the catalog received it: the catalog must come before what parses bodies.",
  );
}

/** The body comes in an encoding that nobody here reads: 415. */
export function unknownEncoding(): NamespaceError {
  return withHttpDetails(new InvalidInputError("Bodies with a Content-Encoding cannot be read."), {
    status: 415,
  });
}

/** The operation was given up. */
export function tookTooLong(timeMs: number | undefined): NamespaceError {
  return new ServiceUnavailableError(
    `The operation took longer than ${timeMs} ms. What a write came to is unknown.`,
  );
}
