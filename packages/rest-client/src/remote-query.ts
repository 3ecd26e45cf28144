import type {
  AnalyzeTableQueryPlanRequest,
  CallOptions,
  Namespace,
  QueryTableRequest,
  QueryTableResponse,
} from "@lancetree/core";

/** A query with everything but the table; `k` is the maximum number of rows. */
export type QueryFields = Omit<QueryTableRequest, "id" | "identity" | "context">;

/** The table, and the branch if it is not the main one. */
export interface TableTarget {
  readonly id: string[];
  readonly branch?: string;
}

/** A query that is built step by step. Each step returns a new query and does not change the old one. */
export class RemoteQuery {
  readonly #namespace: Namespace;
  readonly #target: TableTarget;
  readonly #fields: QueryFields;

  constructor(namespace: Namespace, target: TableTarget, fields: QueryFields) {
    this.#namespace = namespace;
    this.#target = target;
    this.#fields = fields;
  }

  /** Selects the rows that meet an SQL condition; replaces an earlier condition. */
  where(filter: string): RemoteQuery {
    return this.with({ filter });
  }

  /** Selects columns by name, or SQL expressions by the name of the resulting column. */
  select(columns: readonly string[] | Readonly<Record<string, string>>): RemoteQuery {
    return this.with({
      columns: isNames(columns) ? { column_names: [...columns] } : { column_aliases: { ...columns } },
    });
  }

  /** Returns at most this number of rows. */
  limit(count: number): RemoteQuery {
    return this.with({ k: count });
  }

  /** Skips this number of rows. */
  offset(count: number): RemoteQuery {
    return this.with({ offset: count });
  }

  /** Sets any other field of the protocol's query, such as `version`, `vector_column`, `distance_type` or `nprobes`. */
  with(fields: Partial<QueryFields>): RemoteQuery {
    return new RemoteQuery(this.#namespace, this.#target, { ...this.#fields, ...fields });
  }

  /** Runs the query; `data` is an Arrow IPC file in chunks. Rejects as `queryTable` does. */
  async run(options?: CallOptions): Promise<QueryTableResponse> {
    return await this.#namespace.queryTable(this.#request(), options);
  }

  /** Returns the plan of the query without running it. Rejects as `explainTableQueryPlan` does. */
  async explain(options?: CallOptions & { readonly verbose?: boolean | undefined }): Promise<string> {
    const { verbose } = options ?? {};
    const { plan } = await this.#namespace.explainTableQueryPlan(
      { id: this.#target.id, query: this.#request(), ...(verbose !== undefined && { verbose }) },
      options,
    );
    return plan;
  }

  /** Runs the query and returns its plan with measurements of each step. Rejects as `analyzeTableQueryPlan` does. */
  async analyze(options?: CallOptions): Promise<string> {
    const { analysis } = await this.#namespace.analyzeTableQueryPlan(this.#request(), options);
    return analysis;
  }

  #request(): QueryTableRequest & AnalyzeTableQueryPlanRequest {
    return { ...this.#target, ...this.#fields };
  }
}

function isNames(
  columns: readonly string[] | Readonly<Record<string, string>>,
): columns is readonly string[] {
  return Array.isArray(columns);
}
