import type { Command } from "./command.ts";
import { applyCommand } from "./commands/apply.ts";
import { checkCommand } from "./commands/check.ts";
import { completionCommand } from "./commands/completion.ts";
import { copyCommand } from "./commands/copy.ts";
import { createIndexCommand } from "./commands/create-index.ts";
import { createNamespaceCommand } from "./commands/create-namespace.ts";
import { createTableCommand } from "./commands/create-table.ts";
import { deregisterCommand } from "./commands/deregister.ts";
import { describeCommand } from "./commands/describe.ts";
import { dropNamespaceCommand } from "./commands/drop-namespace.ts";
import { dropTableCommand } from "./commands/drop-table.ts";
import { droppedCommand } from "./commands/dropped.ts";
import { exportCommand } from "./commands/export.ts";
import { insertCommand } from "./commands/insert.ts";
import { keysCommand } from "./commands/keys.ts";
import { lsCommand } from "./commands/ls.ts";
import { maintainCommand } from "./commands/maintain.ts";
import { protectCommand, unprotectCommand } from "./commands/protect.ts";
import { purgeCommand } from "./commands/purge.ts";
import { queryCommand } from "./commands/query.ts";
import { registerCommand } from "./commands/register.ts";
import { renameCommand } from "./commands/rename.ts";
import { serveCommand } from "./commands/serve.ts";
import { treeCommand } from "./commands/tree.ts";
import { uiCommand } from "./commands/ui.ts";
import { undropCommand } from "./commands/undrop.ts";

/** All commands, in the order of the help. Their examples work one after the other on one catalog. */
export const commands: readonly Command[] = [
  createNamespaceCommand,
  createTableCommand,
  treeCommand,
  lsCommand,
  describeCommand,
  queryCommand,
  insertCommand,
  createIndexCommand,
  renameCommand,
  checkCommand,
  maintainCommand,
  exportCommand,
  applyCommand,
  copyCommand,
  deregisterCommand,
  registerCommand,
  dropTableCommand,
  dropNamespaceCommand,
  droppedCommand,
  undropCommand,
  purgeCommand,
  protectCommand,
  unprotectCommand,
  uiCommand,
  serveCommand,
  keysCommand,
  completionCommand,
];
