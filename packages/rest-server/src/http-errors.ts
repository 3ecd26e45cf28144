import {
  InvalidInputError,
  type NamespaceError,
  ServiceUnavailableError,
  UnsupportedError,
} from "@lancetree/core";

/** The HTTP status and headers of an error, where its code does not determine them. */
export interface HttpDetails {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const details = new WeakMap<NamespaceError, HttpDetails>();

/** Sets the HTTP status and headers of an error. */
export function withHttpDetails<Failure extends NamespaceError>(error: Failure, http: HttpDetails): Failure {
  details.set(error, http);
  return error;
}

/** What {@link withHttpDetails} has set. */
export function httpDetailsOf(error: NamespaceError): HttpDetails {
  return details.get(error) ?? {};
}

/** The path has no route: 404. The protocol's codes for 404 name an object, so the code is Unsupported's. */
export function routeNotFound(): NamespaceError {
  return withHttpDetails(new UnsupportedError("There is no such route."), { status: 404 });
}

/** The route has other methods: 405. */
export function methodNotAllowed(allowed: readonly string[]): NamespaceError {
  const allow = allowed.join(", ");
  return withHttpDetails(new UnsupportedError(`This route accepts only ${allow}.`), {
    status: 405,
    headers: { allow },
  });
}

/** The body is longer than allowed: 413. */
export function bodyTooLarge(limit: number): NamespaceError {
  return withHttpDetails(new InvalidInputError(`The body is larger than ${limit} bytes.`), { status: 413 });
}

/** The body did not arrive in time: 408. */
export function bodyTimeout(): NamespaceError {
  return withHttpDetails(new InvalidInputError("The body did not arrive in time."), { status: 408 });
}

/** Other code read the body before the handler: 400. */
export function bodyAlreadyRead(): NamespaceError {
  return new InvalidInputError(
    "The body of this request was read before the catalog received it: mount the catalog before any body parser.",
  );
}

/** The body has an encoding that the server cannot decode: 415. */
export function unsupportedEncoding(): NamespaceError {
  return withHttpDetails(new InvalidInputError("Request bodies with a Content-Encoding are not supported."), {
    status: 415,
  });
}

/** The operation exceeded its time limit: 503. */
export function operationTimeout(timeMs: number | undefined): NamespaceError {
  return new ServiceUnavailableError(
    `The operation took longer than ${timeMs} ms. A write may have taken effect.`,
  );
}
