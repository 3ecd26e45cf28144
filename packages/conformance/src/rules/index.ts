import type { Rule } from "../rule.ts";
import { atOnce } from "./at-once.ts";
import { component } from "./component.ts";
import { createMode } from "./create-mode.ts";
import { dropBehavior } from "./drop-behavior.ts";
import { dropMode } from "./drop-mode.ts";
import { effects } from "./effects.ts";
import { errors } from "./errors.ts";
import { missingParent } from "./missing-parent.ts";
import { oneIdSpace } from "./one-id-space.ts";
import { order } from "./order.ts";
import { pages } from "./pages.ts";
import { parents } from "./parents.ts";
import { path } from "./path.ts";
import { properties } from "./properties.ts";
import { root } from "./root.ts";
import { signal } from "./signal.ts";
import { spelling } from "./spelling.ts";
import { tables } from "./tables.ts";
import { wrongKind } from "./wrong-kind.ts";

/** Every rule of the contract. */
export const rules: readonly Rule[] = [
  path,
  component,
  createMode,
  dropMode,
  dropBehavior,
  spelling,
  parents,
  oneIdSpace,
  wrongKind,
  root,
  missingParent,
  properties,
  order,
  pages,
  errors,
  tables,
  effects,
  atOnce,
  signal,
];
