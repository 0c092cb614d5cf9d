import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { defined, isPlain, orElse } from "./inputs";

/** How Fastly finds out whether a backend is up. Defaults are Fastly's. */
export interface HealthcheckArgs {
  /** The path that is asked for, such as `/healthz`. */
  path: pulumi.Input<string>;
  /** The Host header. Default: the backend's `overrideHost`, else its address. */
  host?: pulumi.Input<string>;
  /** The HTTP method. Default `HEAD`. */
  method?: pulumi.Input<string>;
  /** The status that counts as healthy. Default `200`. */
  expectedResponse?: pulumi.Input<number>;
  /** Milliseconds between two checks. Default `5000`. */
  checkInterval?: pulumi.Input<number>;
  /** Milliseconds to wait for an answer. Default `5000`. */
  timeout?: pulumi.Input<number>;
  /** How many of the last `window` checks must pass. Default `3`. */
  threshold?: pulumi.Input<number>;
  /** How many checks are looked back at. Default `5`. */
  window?: pulumi.Input<number>;
  /** How many of the window count as passed at the start. Default `3`. */
  initial?: pulumi.Input<number>;
  /** `1.0` or `1.1`. Default `1.1`. */
  httpVersion?: pulumi.Input<string>;
  /** Extra request headers, each as `Name: value`. Default: none. */
  headers?: pulumi.Input<string>[];
}

/** The health check of the backend `name`, named after it. */
export function healthcheckBlock(
  name: string,
  args: HealthcheckArgs,
  defaultHost: pulumi.Input<string>,
): fastly.types.input.ServiceComputeHealthcheck {
  return defined({ ...args, name, host: orElse(args.host, defaultHost), headers: headerSet(args.headers) });
}

/** Fastly hands headers out sorted, each once, and with a space behind the colon: given so, they never seem to differ. */
function headerSet(headers: HealthcheckArgs["headers"]): HealthcheckArgs["headers"] | pulumi.Output<string[]> {
  if (headers === undefined) {
    return undefined;
  }
  return headers.every(isPlain) ? sorted(headers as string[]) : pulumi.all(headers).apply(sorted);
}

function sorted(headers: string[]): string[] {
  return [...new Set(headers.map((header) => header.replace(/^([^:\s]+):\s*/, "$1: ")))].sort();
}
