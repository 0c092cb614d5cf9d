import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { type Defaults, filled } from "./defaults";
import { setupError } from "./errors";
import { defined, isPlain, listed, orElse } from "./inputs";
import { ownKind } from "./kind";
import { type Block, blocksOf, missing, object } from "./lines";
import type { Report } from "./report";

/** How Fastly finds out whether a backend is up. The defaults are Fastly's. */
export interface HealthcheckArgs {
  /**
   * The name at Fastly. Backends whose checks have the same name share the check, and must give it the same settings.
   * Default: the backend's name.
   */
  name?: string;
  /** The path to request, such as `/healthz`. */
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
  /** How many of the latest checks count. Default `5`. */
  window?: pulumi.Input<number>;
  /** How many checks of the window count as passed at the start. Default `3`. */
  initial?: pulumi.Input<number>;
  /** `1.0` or `1.1`. Default `1.1`. */
  httpVersion?: pulumi.Input<string>;
  /** Extra request headers, each as `Name: value`. Default: none. */
  headers?: pulumi.Input<string>[];
}

/** The health check of the backend `name`, named after the backend by default. */
export function healthcheckBlock(
  name: string,
  args: HealthcheckArgs,
  defaultHost: pulumi.Input<string>,
): fastly.types.input.ServiceComputeHealthcheck {
  return defined({
    ...args,
    name: args.name ?? name,
    host: orElse(args.host, defaultHost),
    headers: headerSet(args.headers),
  });
}

/**
 * Fastly returns headers sorted, each once, and with a space behind the colon. In this form they never seem to differ.
 */
function headerSet(headers: HealthcheckArgs["headers"]): HealthcheckArgs["headers"] | pulumi.Output<string[]> {
  if (headers === undefined) {
    return undefined;
  }
  return headers.every(isPlain) ? sorted(headers as string[]) : pulumi.all(headers).apply(sorted);
}

function sorted(headers: string[]): string[] {
  return [...new Set(headers.map((header) => header.replace(/^([^:\s]+):\s*/, "$1: ")))].sort();
}

/** The defaults of the provider, and so of the component. */
const DEFAULTS: Defaults = {
  checkInterval: 5000,
  expectedResponse: 200,
  httpVersion: "1.1",
  initial: 3,
  method: "HEAD",
  threshold: 3,
  timeout: 5000,
  window: 5,
};

type Healthcheck = fastly.types.input.ServiceComputeHealthcheck;

/** Health checks are declared with their backends, and shown with them. */
export const HEALTHCHECKS = ownKind<Record<never, never>, Healthcheck[], { name: string }>({
  noun: "health check",
  arguments: {},
  resolve: (_, { before, report }) =>
    onePerName(
      ((before.backends ?? []) as { healthcheck?: Healthcheck }[]).flatMap(({ healthcheck }) => healthcheck ?? []),
      report,
    ),
  facts: (checks) => checks.map(({ name }) => ({ name: name as string })),
  files: undefined,
  readable: undefined,
  nameAtFastly: undefined,
  blocks: (checks) => ({ healthchecks: listed(checks) }),
  places: [{ property: "healthchecks", path: "healthcheck", settings: ["backends", "*", "healthcheck"] }],
  single: undefined,
  withDefaults: (service) => filled(service, "healthchecks", () => DEFAULTS),
  compared: undefined,
  hasContents: false,
  lines: (live, declared) => {
    const used = blocksOf(live.backends).map(({ healthcheck }) => healthcheck);
    const unused = missing(blocksOf(live.healthchecks), blocksOf(declared.healthchecks)).filter(
      ({ name }) => !used.includes(name),
    );
    return { lines: [], undeclarable: unused.map(({ name }) => `the health check ${name}, which no backend has`) };
  },
});

/** Backends may share a check by its name. Values that are not known yet count as the same. */
function onePerName(checks: Healthcheck[], report: Report): Healthcheck[] {
  const byName = new Map<string, Healthcheck>();
  for (const check of checks) {
    const name = check.name as string;
    const other = byName.get(name);
    if (other !== undefined && saidOf(other) !== saidOf(check)) {
      report.error(["backends"], setupError.explain("healthcheck-name-twice", { name }));
    }
    byName.set(name, other ?? check);
  }
  return [...byName.values()];
}

function saidOf(check: Healthcheck): string {
  const known = Object.entries(check).filter(([, value]) => !pulumi.Output.isInstance(value));
  return JSON.stringify(known.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A live health check as a field in its backend's arguments. */
export function healthcheckField({ name, path, headers, ...settings }: Block, backend: Block): string {
  const fields = Object.entries(settings).filter(
    ([key, value]) =>
      !key.startsWith("__") &&
      value !== DEFAULTS[key] &&
      !(key === "host" && value === (backend.overrideHost || backend.address)),
  );
  const own = name === backend.name ? {} : { name };
  return `healthcheck: ${object({ ...own, path, ...Object.fromEntries(fields) }, headersField(headers, String(backend.name)))}`;
}

/** Headers may be secret: each is read from the configuration, by its name. */
function headersField(headers: unknown, backend: string): string[] {
  const counts = new Map<string, number>();
  const keys = (Array.isArray(headers) ? headers : []).map((header) => {
    const name = String(header).split(":")[0]?.trim() ?? "";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${backend}-${name}${count === 1 ? "" : `-${count}`}`;
  });
  return keys.length === 0
    ? []
    : [`headers: [${keys.map((key) => `config.requireSecret(${JSON.stringify(key)})`).join(", ")}]`];
}
