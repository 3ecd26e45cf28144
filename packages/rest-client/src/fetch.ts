/** A function with the interface of the platform's `fetch`. */
export type Fetch = (request: Request) => Promise<Response>;
