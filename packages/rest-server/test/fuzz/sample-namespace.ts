import { BaseNamespace, type Namespace, operationNames } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { type OperationName, operationTable } from "@lancetree/spec";
import { lengthOf } from "../support.ts";
import { successOf } from "./check.ts";
import { operations } from "./document.ts";
import type { Random } from "./random.ts";
import { sample } from "./sample.ts";

/**
 * A namespace that keeps names in memory. Operations that it lacks return samples of their declared responses, so
 * that the fuzzer sees successful responses of all operations.
 */
export function sampleNamespace(random: Random): Namespace {
  const memory = new MemoryNamespace();
  const methods = operationNames.map((name) => [
    name,
    memory[name] !== BaseNamespace.prototype[name]
      ? (...parameters: unknown[]) => Reflect.apply(memory[name], memory, parameters) as unknown
      : async (request: { data?: AsyncIterable<Uint8Array> }) => {
          if (request.data) await lengthOf(request.data);
          return resultOf(random, name);
        },
  ]);
  return Object.fromEntries(methods) as Namespace;
}

function resultOf(random: Random, name: OperationName): unknown {
  const { method, path, response } = operationTable[name];
  const operation = operations.find((found) => found.path === path && found.method === method)!;
  if (response === "integer") return { count: BigInt(random.below(1000)) };
  if (response === "string") return { plan: "plan" };
  if (response === "arrow") {
    return {
      data: (async function* () {
        yield new Uint8Array(8);
        yield new Uint8Array(8);
      })(),
    };
  }
  const success = successOf(operation);
  const result = success && sample(random, success.schema);
  return response === "map" ? { metadata: result } : result;
}
