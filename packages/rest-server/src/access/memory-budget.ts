import { InvalidInputError, ThrottlingError } from "@lancetree/core";
import { withHttpDetails } from "../http-errors.ts";
import type { Caller, Identity } from "./authentication.ts";
import { networkOf } from "./network.ts";

/** What one request holds of its body in memory. */
export interface Holding {
  /** Tells who holds it; before, it is the address. */
  identify(identity: Identity | undefined): void;
  /**
   * Notes how many bytes of a JSON body are there.
   *
   * @throws ThrottlingError (21, HTTP 429) where requests hold too much together, InvalidInputError (13, HTTP 413) where this one does
   */
  readonly json: (bytes: number) => void;
  /** Notes how many bytes of rows are held; throws as `json` does. */
  readonly rows: (bytes: number) => void;
  /** Nothing is held any more. */
  end(): void;
}

/** Counts what all requests hold of their bodies in memory. */
export interface HeldBytes {
  begin(caller: Caller): Holding;
}

/** Small bodies always get through. */
const freeJson = 65_536;
/** A call with rows may hold so much; how many such calls there are is limited in another way. */
const freeRows = 64 * 1024 * 1024;
/** A list of empty lists takes that much more than its text. */
const parsedTimes = 8;

/** @param most - bytes that all requests may hold together; those of one caller half of it */
export function createHeldBytes(most: number): HeldBytes {
  const mostOfCaller = most / 2;
  const byCaller = new Map<string, number>();
  let all = 0;
  const add = (name: string, bytes: number): void => {
    all += bytes;
    const left = (byCaller.get(name) ?? 0) + bytes;
    if (left > 0) byCaller.set(name, left);
    else byCaller.delete(name);
  };
  return {
    begin({ address }) {
      let name = `address ${networkOf(address ?? "")}`;
      let own = 0;
      let isEnded = false;
      const hold = (bytes: number): void => {
        add(name, -own);
        own = 0;
        // What goes on after its answer lets go soon.
        if (bytes <= 0 || isEnded) return;
        if (bytes > mostOfCaller) throw tooLarge();
        if (all + bytes > most || (byCaller.get(name) ?? 0) + bytes > mostOfCaller) throw tooMuch();
        add(name, bytes);
        own = bytes;
      };
      return {
        identify(identity) {
          hold(0);
          if (identity) name = `key ${identity.name}`;
        },
        json: (bytes) => hold(bytes <= freeJson ? 0 : bytes * parsedTimes),
        rows: (bytes) => hold(bytes - freeRows),
        end() {
          hold(0);
          isEnded = true;
        },
      };
    },
  };
}

function tooLarge(): InvalidInputError {
  return withHttpDetails(
    new InvalidInputError(
      "The server would have to hold more of this body in memory than it may. Send the rows in smaller batches, or in several requests.",
    ),
    { status: 413 },
  );
}

/** Nothing was done. Those who were refused together do not come back together. */
function tooMuch(): ThrottlingError {
  const headers = { "retry-after": String(1 + Math.floor(Math.random() * 5)) };
  const error = new ThrottlingError(
    "Requests under way hold too much of their bodies in memory; try again later.",
  );
  return withHttpDetails(error, { headers });
}
