import type { Query, Table, VectorQuery } from "@lancedb/lancedb";
import {
  type AnalyzeTableQueryPlanRequest,
  type AnalyzeTableQueryPlanResponse,
  type CallOptions,
  type ExplainTableQueryPlanRequest,
  type ExplainTableQueryPlanResponse,
  InvalidInputError,
} from "@lancetree/core";
import type { SqlReader } from "../sql/sql-reader.ts";
import {
  buildQuery,
  filtersFoundText,
  type QuerySpecification,
  searchParts,
  validateQuery,
} from "./build-query.ts";
import { type DataContext, onTable } from "./table-access.ts";

/** Shows how LanceDB would run a query, without running it. */
export async function explainTableQueryPlan(
  context: DataContext,
  request: ExplainTableQueryPlanRequest,
  options?: CallOptions,
): Promise<ExplainTableQueryPlanResponse> {
  const { id, query } = request;
  if (typeof query !== "object" || query === null) throw new InvalidInputError("The request needs a query.");
  validateQuery(query, context.sql);
  if (request.branch && query.branch && request.branch !== query.branch) {
    throw new InvalidInputError("branch and query.branch differ.");
  }
  const point = { id, branch: request.branch ?? query.branch, version: query.version };
  return onTable(context, point, options, async (table) => ({
    plan: await plans(table, query, context.sql, (part) => part.explainPlan(request.verbose ?? false)),
  }));
}

/** Runs a query and returns its plan with measurements of each step. */
export async function analyzeTableQueryPlan(
  context: DataContext,
  request: AnalyzeTableQueryPlanRequest,
  options?: CallOptions,
): Promise<AnalyzeTableQueryPlanResponse> {
  validateQuery(request, context.sql);
  return onTable(context, request, options, async (table) => ({
    analysis: await plans(table, request, context.sql, (part) => part.analyzePlan()),
  }));
}

/** LanceDB runs the two halves of a hybrid search separately, each with a plan. */
async function plans(
  table: Table,
  request: QuerySpecification,
  sql: SqlReader,
  describe: (query: Query | VectorQuery) => Promise<string>,
): Promise<string> {
  const parts = searchParts(request);
  const { filter, ...search } = request;
  if (filtersFoundText(request, parts)) {
    const { query } = await buildQuery(table, search, sql, parts);
    return `Of the rows that this finds, those for which ${filter}:\n${await describe(query)}`;
  }
  if (parts.length < 2) return describe((await buildQuery(table, request, sql, parts)).query);
  const described: string[] = [];
  for (const part of parts) {
    const { query } = await buildQuery(table, request, sql, [part]);
    described.push(`Hybrid search, ${part}:\n${await describe(query)}`);
  }
  return described.join("\n");
}
