import { installedProduct } from "../../../../installed/product/installed-product.ts";

/** The project in which the packages are installed from their tarballs. */
export const product: { readonly folder: string; readonly cli: string } = await installedProduct();

/** The arguments for Node that run the installed command. */
export const programArguments: readonly string[] = [product.cli];

/** Splits a command line as a shell does, as far as examples need it. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}
