/** Ends the work for a client whose connection has closed. */
export function clientDisconnected(): Error {
  return new Error("The client disconnected.");
}
