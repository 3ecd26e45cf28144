/** What can be given for the `fetch` of the platform. */
export type Fetch = (request: Request) => Promise<Response>;
