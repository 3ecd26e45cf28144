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

/** A query that is put together step by step. Every step gives a new query and leaves the old one as it is. */
export class RemoteQuery {
  readonly #namespace: Namespace;
  readonly #target: TableTarget;
  readonly #fields: QueryFields;

  constructor(namespace: Namespace, target: TableTarget, fields: QueryFields) {
    this.#namespace = namespace;
    this.#target = target;
    this.#fields = fields;
  }

  /** Only rows that fulfil an SQL condition; replaces an earlier one. */
  where(filter: string): RemoteQuery {
    return this.with({ filter });
  }

  /** Only these columns, or SQL expressions by the name of the column they become. */
  select(columns: readonly string[] | Readonly<Record<string, string>>): RemoteQuery {
    return this.with({
      columns: isNames(columns) ? { column_names: [...columns] } : { column_aliases: { ...columns } },
    });
  }

  /** Returns at most this number of rows. */
  limit(count: number): RemoteQuery {
    return this.with({ k: count });
  }

  /** Leaves out the first rows. */
  offset(count: number): RemoteQuery {
    return this.with({ offset: count });
  }

  /** Sets any other field of the protocol's query: `version`, `vector_column`, `distance_type`, `nprobes` … */
  with(fields: Partial<QueryFields>): RemoteQuery {
    return new RemoteQuery(this.#namespace, this.#target, { ...this.#fields, ...fields });
  }

  /** Runs the query; `data` is an Arrow IPC file in chunks. Rejects as `queryTable` does. */
  async run(options?: CallOptions): Promise<QueryTableResponse> {
    return await this.#namespace.queryTable(this.#request(), options);
  }

  /** The plan of the query, which is not run. Rejects as `explainTableQueryPlan` does. */
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
