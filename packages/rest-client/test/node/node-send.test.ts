/** What sending with Node's http has, and with fetch has not on every version of Node. */
import { describe, expect, it } from "vitest";
import { RestNamespace } from "../../src/index.ts";
import { listen } from "../support/listen.ts";
import { collect, failureOf, startServer } from "../support/server.ts";

const id = ["t"];

describe("a connection", () => {
  it("is used again by the next call, also after rows that were read to the end", async () => {
    const ports = new Set<number | undefined>();
    const uri = await listen((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on("end", () => response.end("{}"));
    });
    const namespace = new RestNamespace({ uri });
    for (let call = 0; call < 3; call++) {
      await namespace.describeTable({ id });
      await collect((await namespace.queryTable({ id, k: 1 })).data);
    }
    expect(ports.size).toBe(1);
  });

  it("is opened before a stream is read", async () => {
    const gone = await startServer({});
    await gone.close();
    let isRead = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      isRead = true;
      yield new Uint8Array(1);
    }
    const call = new RestNamespace({ uri: gone.url }).insertIntoTable({ id, data: source() });
    expect(await failureOf(call)).toMatchObject({
      code: 17,
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(isRead).toBe(false);
  });
});
