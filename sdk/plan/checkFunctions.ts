import type * as pulumi from "@pulumi/pulumi";

/** The resource options of a `ComputeService`. */
export interface ComputeServiceOptions extends pulumi.ComponentResourceOptions {
  /**
   * Functions that checks of a `release` name by `functionName`. They are resource options and not arguments, as no
   * other language could pass them. Default: none.
   */
  checkFunctions?: Record<string, ReleaseCheckFunction>;
}

/**
 * A check of the program's own. It passes when it returns nothing or `true`. A returned text, or the message of a
 * thrown error, says the problem. Any other result is a failure too. The function is called again until it passes, or
 * until the time of its check is over.
 */
export type ReleaseCheckFunction = (service: CheckedService) => unknown;

/** The service to check. */
export interface CheckedService {
  /**
   * The address of the service. While the version is on the staging network, this address leads to another version: use
   * `ask`.
   */
  readonly url: string;
  /** The id of the service at Fastly. */
  readonly serviceId: string;
  /** The version that is being released. */
  readonly version: number;
  /** `staging` on the staging network, `live` once the version serves requests. */
  readonly phase: "staging" | "live";
  /** Where to connect to instead of the name in `url`. Undefined when the version is live. */
  readonly address: string | undefined;
  /** Aborted when the time of the check is over. */
  readonly signal: AbortSignal;
  /**
   * Sends a request to the version under check, on either network. Redirects are not followed.
   *
   * @param path begins with `/`.
   * @throws Error when there is no answer.
   */
  ask(path: string, request?: { method?: string; headers?: Record<string, string> }): Promise<CheckedAnswer>;
}

/** The answer of the service to a function's request. */
export interface CheckedAnswer {
  /** The HTTP status, such as 200. */
  status: number;
  /** The headers, by names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** The first megabyte of the body. */
  body: string;
  /** The time from the request to the end of the answer. */
  milliseconds: number;
}
