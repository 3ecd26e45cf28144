import ts from "typescript";
import { withExpectations } from "../../scripts/readme/expectations.ts";

/** Where the catalog of the READMEs is. */
export const exampleAddress = "https://catalog.example.com/base";

/** Values of what programs only declare. */
const givens: Readonly<Record<string, string>> = {
  data: `(await import("node:fs")).readFileSync("rows.arrow")`,
  freshToken: `async () => "a-token"`,
  namespace: `new (await import("@lancetree/core/memory")).MemoryNamespace()`,
  tenants: "new Map()",
  hono: "{ all() {} }",
  express: "{ use() {} }",
};

/**
 * A TypeScript block as a program that ends, and that fails where a result is not the one that it shows.
 *
 * @param catalog the address of the catalog that stands for the one of the READMEs
 */
export function runnable(code: string, catalog: string): string {
  const placed = withGivens(code)
    .replaceAll(exampleAddress, catalog)
    // Loopback, and a free port.
    .replace('host: "0.0.0.0"', "port: 0")
    .replace("port: 2333", "port: 0")
    // vitest does not run inside of vitest.
    .replace('from "vitest"', 'from "node:test"');
  // A server would run until it is stopped.
  const serves = /\b(?:serve|startServer)\(/.test(code) && !code.includes("await server.close()");
  return `${withExpectations(placed).code}${serves ? "\nprocess.exit();\n" : ""}`;
}

/** The program as JavaScript, with its types left out and nothing else changed. */
export function withoutTypes(program: string): string {
  const { ESNext: module } = ts.ModuleKind;
  return ts.transpileModule(program, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module, verbatimModuleSyntax: true },
  }).outputText;
}

/** Whether JavaScript can take the block as it is. */
export function isJavaScript(code: string): boolean {
  const { diagnostics } = ts.transpileModule(code, {
    fileName: "block.mjs",
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, allowJs: true },
  });
  return diagnostics?.length === 0;
}

/** Defines what the program declares: `declare const data: Uint8Array;`. */
function withGivens(code: string): string {
  const file = ts.createSourceFile("block.mts", code, ts.ScriptTarget.Latest, true);
  let text = code;
  for (const statement of file.statements.toReversed()) {
    if (!ts.isVariableStatement(statement)) continue;
    if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) continue;
    const name = statement.declarationList.declarations[0]?.name.getText() ?? "";
    const value = givens[name];
    if (value === undefined)
      throw new Error(`The block declares ${name}, and the test does not know what it is.`);
    text = `${text.slice(0, statement.getStart())}const ${name} = ${value};${text.slice(statement.end)}`;
  }
  return text;
}
