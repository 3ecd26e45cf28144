import { InvalidInputError, ThrottlingError } from "@lancetree/core";
import { withHttpDetails } from "../http-errors.ts";
import type { Caller, Identity } from "./authentication.ts";
import { networkOf } from "./network.ts";

/** The memory that the body of one request uses. */
export interface MemoryReservation {
  /** Charges the identity from now on, instead of the network of the caller's address. */
  identify(identity: Identity | undefined): void;
  /**
   * Sets how many bytes of a JSON body are in memory.
   *
   * @throws ThrottlingError (21, HTTP 429) when all bodies together exceed a limit, InvalidInputError (13, HTTP 413) when this one does
   */
  readonly json: (bytes: number) => void;
  /** Sets how many bytes of rows are in memory; throws as `json` does. */
  readonly rows: (bytes: number) => void;
  /** Releases all of it. */
  release(): void;
}

/** Limits the memory that the bodies of all requests use together. */
export interface MemoryBudget {
  reserve(caller: Caller): MemoryReservation;
}

/** A JSON body of up to this size is always accepted. */
const freeJsonBytes = 65_536;
/** Rows of one call up to this size are not counted: `transfers` limits the number of such calls. */
const freeRowBytes = 64 * 1024 * 1024;
/** A list of empty lists uses this many times the memory of its JSON. */
const parsedFactor = 8;

/** @param max - bytes that all requests may use together; the requests of one caller may use half of it */
export function createMemoryBudget(max: number): MemoryBudget {
  const maxPerCaller = max / 2;
  const byCaller = new Map<string, number>();
  let total = 0;
  const add = (name: string, bytes: number): void => {
    total += bytes;
    const left = (byCaller.get(name) ?? 0) + bytes;
    if (left > 0) byCaller.set(name, left);
    else byCaller.delete(name);
  };
  return {
    reserve({ address }) {
      let name = `address ${networkOf(address ?? "")}`;
      let own = 0;
      let isReleased = false;
      const set = (bytes: number): void => {
        add(name, -own);
        own = 0;
        // A call that continues after its response ends soon.
        if (bytes <= 0 || isReleased) return;
        if (bytes > maxPerCaller) throw bodyExceedsBudget();
        if (total + bytes > max || (byCaller.get(name) ?? 0) + bytes > maxPerCaller) throw budgetExceeded();
        add(name, bytes);
        own = bytes;
      };
      return {
        identify(identity) {
          set(0);
          if (identity) name = `key ${identity.name}`;
        },
        json: (bytes) => set(bytes <= freeJsonBytes ? 0 : bytes * parsedFactor),
        rows: (bytes) => set(bytes - freeRowBytes),
        release() {
          set(0);
          isReleased = true;
        },
      };
    },
  };
}

function bodyExceedsBudget(): InvalidInputError {
  return withHttpDetails(
    new InvalidInputError(
      "This body needs more memory than the server allows. Send the rows in smaller batches, or in several requests.",
    ),
    { status: 413 },
  );
}

/** The request had no effect. A random delay keeps callers from retrying at the same time. */
function budgetExceeded(): ThrottlingError {
  const headers = { "retry-after": String(1 + Math.floor(Math.random() * 5)) };
  const error = new ThrottlingError(
    "The bodies of requests in progress use too much memory; try again later.",
  );
  return withHttpDetails(error, { headers });
}
