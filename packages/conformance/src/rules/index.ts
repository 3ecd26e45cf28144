import type { Rule } from "../rule.ts";
import { abortSignal } from "./abort-signal.ts";
import { componentNames } from "./component-names.ts";
import { concurrency } from "./concurrency.ts";
import { createMode } from "./create-mode.ts";
import { dropBehavior } from "./drop-behavior.ts";
import { dropMode } from "./drop-mode.ts";
import { errorShape } from "./error-shape.ts";
import { finding } from "./finding.ts";
import { listOrder } from "./list-order.ts";
import { missingParent } from "./missing-parent.ts";
import { modeSpelling } from "./mode-spelling.ts";
import { oneIdSpace } from "./one-id-space.ts";
import { pages } from "./pages.ts";
import { pathShape } from "./path-shape.ts";
import { properties } from "./properties.ts";
import { propertyChanges } from "./property-changes.ts";
import { requiredParents } from "./required-parents.ts";
import { root } from "./root.ts";
import { tableNames } from "./table-names.ts";
import { visibleEffects } from "./visible-effects.ts";
import { wrongKind } from "./wrong-kind.ts";

/** Every rule of the contract. */
export const rules: readonly Rule[] = [
  pathShape,
  componentNames,
  createMode,
  dropMode,
  dropBehavior,
  modeSpelling,
  requiredParents,
  oneIdSpace,
  wrongKind,
  root,
  missingParent,
  properties,
  propertyChanges,
  finding,
  listOrder,
  pages,
  errorShape,
  tableNames,
  visibleEffects,
  concurrency,
  abortSignal,
];
