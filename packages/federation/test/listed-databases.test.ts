import { describe, expect, it } from "vitest";
import { ask, directory, serveToml } from "./support/serving.ts";

/** What `connect_catalog` of LanceDB for Python sends: no database, and a client's name. */
const headers = { "user-agent": "LanceDB-Python-Client/0.40.0" };

describe("connect_catalog at a federation", () => {
  const send = async (path: string, body?: object) => {
    const { server } = await serveToml(directory("one") + directory("two"));
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${server.url}/v1/namespace/${path}`, { ...init, headers });
    return { status: response.status, body: await response.json() };
  };

  it("lists the databases that the files define, in pages", async () => {
    expect(await send("$/list")).toEqual({ status: 200, body: { namespaces: ["one", "two"] } });
    expect(await send("$/list?limit=1")).toEqual({
      status: 200,
      body: { namespaces: ["one"], page_token: "one" },
    });
    expect(await send("$/list?limit=1&page_token=one")).toMatchObject({ body: { namespaces: ["two"] } });
  });

  it.each([
    ["one/describe", {}, 200, undefined],
    ["three/describe", {}, 404, 1],
    ["one/create", { mode: "ExistOk" }, 200, undefined],
    ["one/create", { mode: "Create" }, 409, 2],
    ["three/create", { mode: "Create" }, 406, 0],
    ["three/create", { mode: "ExistOk" }, 406, 0],
    ["a%2Fb/create", { mode: "Create" }, 400, 13],
    ["one/drop", { mode: "Fail", behavior: "Restrict" }, 406, 0],
    ["three/drop", { mode: "Fail", behavior: "Restrict" }, 404, 1],
    ["three/drop", { mode: "Skip", behavior: "Restrict" }, 200, undefined],
    ["one$n/describe", {}, 406, 0],
    ["one/table/list", {}, 406, 0],
  ])("the response to %s %j has status %i", async (path, body, status, code) => {
    const response = await send(path, body);
    expect(response).toMatchObject({ status, body: code === undefined ? {} : { code } });
  });

  it("needs no header for others where there is one database", async () => {
    const { server } = await serveToml(directory("one"));
    expect((await ask(`${server.url}/v1/namespace/%24/table/list`)).body).toEqual({ tables: [] });
  });
});
