/** A response before it becomes one of fetch, which takes longer to create than most operations take. */
export interface WrittenResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
}

/** Creates fetch's response. */
export function toFetchResponse({ status, headers, body }: WrittenResponse): Response {
  // The type of fetch's bodies excludes arrays in shared memory, which this server does not use.
  return new Response(body as NonNullable<ConstructorParameters<typeof Response>[0]>, { status, headers });
}

/** The parts of a response that a function around the handler may use, where the server asked for the parts only. */
export type ResponseParts = Pick<Response, "status" | "headers" | "body" | "text">;

/** A response of which only the parts are used. */
export class PartialResponse implements ResponseParts {
  readonly written: WrittenResponse;

  constructor(written: WrittenResponse) {
    this.written = written;
  }

  get status(): number {
    return this.written.status;
  }

  get headers(): Headers {
    return this.written.headers;
  }

  get body(): Response["body"] {
    const { body } = this.written;
    return body instanceof Uint8Array ? toFetchResponse(this.written).body : body;
  }

  text(): Promise<string> {
    return toFetchResponse(this.written).text();
  }
}
