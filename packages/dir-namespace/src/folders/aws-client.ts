import { isError, isSystemError } from "@lancetree/core";
import type { S3Options } from "../options/s3-options.ts";
import type { StoreErrors, StoreFailure } from "./object-store-error.ts";

/** Milliseconds after which a request that hangs is aborted and tried again. */
const requestTimeoutMs = 10_000;
const maxAttempts = 6;

/** What the AWS SDK's clients are configured with. */
export interface AwsClientConfiguration {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** How clients of AWS find their service and sign their requests. */
export function awsClientConfiguration({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  endpoint,
  region,
}: Pick<
  S3Options,
  "accessKeyId" | "secretAccessKey" | "sessionToken" | "endpoint" | "region"
>): AwsClientConfiguration {
  return {
    region: region ?? "us-east-1",
    ...(endpoint !== undefined && { endpoint }),
    // Without keys the SDK looks for them where LanceDB does: environment, profile, the machine's role.
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
      }),
    maxAttempts,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}

/** How the errors of the AWS SDK are read. */
export function awsErrors(endpoint: string | undefined): StoreErrors {
  return { address: hostOf(endpoint), read: readFailure };
}

/** The HTTP status in an error of the AWS SDK. */
export function statusOf(error: unknown): number | undefined {
  if (!isError(error) || !("$metadata" in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

function readFailure(error: unknown): StoreFailure {
  return { name: nameOf(error), status: statusOf(error) };
}

/** The host and port of a URL, without the parts that may be secret. */
function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

/** The name of an error; for a plain Error, the more informative code of the operating system. */
function nameOf(error: unknown): string {
  if (!isError(error)) return "unknown";
  return error.name === "Error" && isSystemError(error) ? error.code : error.name;
}
