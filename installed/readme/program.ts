import ts from "typescript";
import { withExpectations } from "../../scripts/readme/expectations.ts";

/** The address of the catalog in the READMEs. */
export const exampleAddress = "https://catalog.example.com/base";

/** Values for names that a program declares without a value. */
const givens: Readonly<Record<string, string>> = {
  data: `(await import("node:fs")).readFileSync("rows.arrow")`,
  freshToken: `async () => "a-token"`,
  namespace: `new (await import("@lancetree/core/memory")).MemoryNamespace()`,
  tenants: "new Map()",
  hono: "{ all() {} }",
  express: "{ use() {} }",
};

/**
 * Turns a TypeScript block into a program that ends, and that fails if a result differs from the one that the block shows.
 *
 * @param catalog - the address of the catalog that replaces the one in the READMEs
 */
export function runnable(code: string, catalog: string): string {
  const completed = withGivens(code)
    .replaceAll(exampleAddress, catalog)
    // Listens on loopback and on a free port.
    .replace('host: "0.0.0.0"', "port: 0")
    .replace("port: 2333", "port: 0")
    // vitest does not run inside of vitest.
    .replace('from "vitest"', 'from "node:test"');
  // A server that the block does not close would keep the process running.
  const serves = /\b(?:serve|startServer)\(/.test(code) && !code.includes("await server.close()");
  return `${withExpectations(completed).code}${serves ? "\nprocess.exit();\n" : ""}`;
}

/** The program as JavaScript: types are removed, nothing else changes. */
export function withoutTypes(program: string): string {
  const { ESNext: module } = ts.ModuleKind;
  return ts.transpileModule(program, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module, verbatimModuleSyntax: true },
  }).outputText;
}

/** Whether the block is valid JavaScript. */
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
    if (value === undefined) throw new Error(`The block declares ${name}, for which the test has no value.`);
    text = `${text.slice(0, statement.getStart())}const ${name} = ${value};${text.slice(statement.end)}`;
  }
  return text;
}
