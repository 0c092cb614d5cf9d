import type * as pulumi from "@pulumi/pulumi";

/** The resource options of a `ComputeService`. */
export interface ComputeServiceOptions extends pulumi.ComponentResourceOptions {
  /**
   * Functions that checks of a `release` name by `functionName`. They are options and no arguments, as no other language
   * could give them. Default: none.
   */
  checkFunctions?: Record<string, ReleaseCheckFunction>;
}

/**
 * A check of a program's own. It passes when it gives nothing or `true`. A text that it gives, or the message of what it
 * throws, says what is wrong. Anything else is wrong, too. It is called again until it passes, or the time of its check is
 * over.
 */
export type ReleaseCheckFunction = (service: CheckedService) => unknown;

/** The service that a function checks. */
export interface CheckedService {
  /** Its address. On the staging network, something else answers there: ask by `ask`. */
  readonly url: string;
  /** Its id at Fastly. */
  readonly serviceId: string;
  /** The version that is released. */
  readonly version: number;
  /** `staging` on the staging network, `live` once the version serves requests. */
  readonly phase: "staging" | "live";
  /** Where to connect to in place of the name in `url`; undefined when the version is live. */
  readonly address: string | undefined;
  /** Is aborted when the time of the check is over. */
  readonly signal: AbortSignal;
  /**
   * Asks the version that is checked, wherever it is. Redirects are not followed.
   *
   * @param path begins with `/`.
   * @throws Error when there is no answer.
   */
  ask(path: string, request?: { method?: string; headers?: Record<string, string> }): Promise<CheckedAnswer>;
}

/** What the service answered to a function. */
export interface CheckedAnswer {
  /** The status of HTTP, such as 200. */
  status: number;
  /** By names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** The first megabyte of the body. */
  body: string;
  /** From the request to the end of the answer. */
  milliseconds: number;
}
