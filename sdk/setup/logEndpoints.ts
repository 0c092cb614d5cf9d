import * as pulumi from "@pulumi/pulumi";
import type { Explanation } from "../errors/explanation";
import type { Setup } from "../manifest";
import { inspect } from "./checkedInput";
import { filled } from "./defaults";
import { defined, isPlain, keysOf, type Lifted, lift, orElse, own } from "./inputs";
import { ownKind } from "./kind";
import { blocksOf, group, missing } from "./lines";
import { LOG_DEFAULTS } from "./logDefaults";
import { logError } from "./logErrors";
import { logEntry, origin } from "./logLines";
import { findLogProvider, LOG_PROVIDERS, type LogProvider } from "./logProviders";
import type { LogSettings } from "./logSettings";
import { checkName } from "./names";
import type { Place, Service } from "./places";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/**
 * A log endpoint: `{ https: { url: "https://logs.example.com" } }`. The manifest only names the endpoint and its
 * provider. This says where the logs go. Credentials are kept secret.
 */
export interface LogEndpointArgs extends LogSettings {
  /** `false` leaves out an endpoint that the manifest declares: the program's logs to it are lost. Default `true`. */
  enabled?: boolean;
}

/** A log endpoint as reviewers see it, without credentials. */
export interface LogEndpointFacts {
  /** The name that the program logs to. */
  name: string;
  /** The kind of endpoint, as the key of its settings: `https`, `s3`, … */
  provider: string;
  /** Where the logs go, as far as it can be shown: a URL without its path, a host, a bucket, a project or a region. */
  destination?: string;
  /** Where Fastly processes the logs: `none` (anywhere), `us` or `eu`. */
  processingRegion: string;
  /** Whether the logs are encrypted in transit. */
  encrypted: boolean;
}

/** A log endpoint of the service. */
export class LogEndpoint extends ReviewResource<Lifted<LogEndpointFacts>> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:LogEndpoint";

  /** @internal */
  constructor(name: string, facts: Lifted<LogEndpointFacts>, opts: pulumi.ComponentResourceOptions) {
    super(LogEndpoint.__pulumiType, name, facts, opts);
  }
}

type Settings = Record<string, pulumi.Input<unknown>>;

export interface ResolvedLogEndpoint {
  name: string;
  facts: Lifted<LogEndpointFacts>;
  provider: LogProvider;
  block: Settings;
}

export function resolveLogEndpoints(
  manifest: Setup["logEndpoints"],
  args: Record<string, LogEndpointArgs> | undefined,
  report: Report,
): ResolvedLogEndpoint[] {
  const resolved: ResolvedLogEndpoint[] = [];
  for (const name of keysOf(manifest, args)) {
    const { enabled, ...given }: LogEndpointArgs = own(args, name) ?? {};
    if (enabled === false) {
      continue;
    }
    const path = ["setup", "log_endpoints", name];
    checkName("log endpoint", path, report);
    const provider = chooseProvider(name, own(manifest, name)?.provider, given, path, report);
    if (provider === undefined) {
      continue;
    }
    const settings = (given[provider.key] ?? {}) as Settings;
    if (!areGiven(name, provider, settings, path, report)) {
      continue;
    }
    if (provider.key === "https") {
      checkUrl(name, settings.url, path, report);
    }
    const block = blockOf(name, provider, settings);
    resolved.push({ name, provider, block, facts: factsOf(name, provider, settings) });
  }
  return resolved;
}

/** The logging blocks of the service, each under the provider's property. */
export function logBlocks(endpoints: ResolvedLogEndpoint[]): Service {
  const blocks: Record<string, Settings[]> = {};
  for (const { provider, block } of endpoints) {
    blocks[provider.property] = [...(blocks[provider.property] ?? []), block];
  }
  return blocks as Service;
}

function chooseProvider(
  name: string,
  text: string | undefined,
  given: LogSettings,
  path: string[],
  report: Report,
): LogProvider | undefined {
  const keys = Object.keys(given).filter((key) => given[key as keyof LogSettings] !== undefined);
  if (keys.length > 1) {
    report.error(path, logError.explain("log-provider-twice", { name, keys }));
    return undefined;
  }
  const [key] = keys;
  if (key !== undefined) {
    const provider = LOG_PROVIDERS.get(key as keyof LogSettings);
    if (provider === undefined) {
      report.error(path, logError.explain("log-provider-unknown", { key, known: [...LOG_PROVIDERS.keys()] }));
    }
    return provider;
  }
  const provider = text === undefined ? undefined : findLogProvider(text);
  if (provider === undefined) {
    report.error(
      text === undefined ? path : [...path, "provider"],
      logError.explain("log-provider-missing", {
        name,
        given: text,
        known: [...LOG_PROVIDERS.keys()],
        without: howToLeaveOut(name, report),
      }),
    );
  }
  return provider;
}

/**
 * Whether every required setting is given, as far as is known. Reports a missing setting now, or once that is known.
 */
function areGiven(name: string, provider: LogProvider, settings: Settings, path: string[], report: Report): boolean {
  const problem = missingOf(name, provider, settings, report);
  if (problem !== undefined) {
    report.error(path, problem);
    return false;
  }
  const needed = [...provider.required, ...(provider.oneOf ?? []).flat()];
  const later = Object.fromEntries(needed.map((setting) => [setting, settings[setting]]));
  if (!Object.values(later).every(isPlain)) {
    inspect(pulumi.output(later), (known) => missingOf(name, provider, known, report), path, report);
  }
  return true;
}

/** The provider would refuse such a URL too, but shows it, and a URL may have a token in it. */
function checkUrl(name: string, url: unknown, path: string[], report: Report): void {
  const problemOf = (known: unknown, shown: string) =>
    known === undefined || known === "" || HTTPS_URL.test(String(known))
      ? undefined
      : logError.explain("log-url-unfit", { name, shown });
  inspect(url, problemOf, path, report);
}

const HTTPS_URL = /^https:\/\/[^/?#]/i;

/** The missing settings, with the commands that set them. */
function missingOf(
  name: string,
  provider: LogProvider,
  settings: Record<string, unknown>,
  report: Report,
): Explanation | undefined {
  const lacks = (setting: string) =>
    settings[setting] === undefined || settings[setting] === null || settings[setting] === "";
  const always = provider.required.filter(lacks);
  const choice = provider.oneOf?.every((group) => group.some(lacks)) ? provider.oneOf : [];
  if (always.length === 0 && choice.length === 0) {
    return undefined;
  }
  const alternatives = choice.map((group) => group.join(" and ")).join(", or ");
  const missing = [...always, ...(alternatives === "" ? [] : [alternatives])].join(", ");
  const ways = [...always, ...(choice[0] ?? []).filter(lacks)].map((setting) =>
    report.howToSet(["logEndpoints", name, provider.key, setting], {
      example: `<${setting}>`,
      secret: provider.secrets.includes(setting),
    }),
  );
  const without = howToLeaveOut(name, report);
  return logError.explain("log-setting-missing", { name, provider: provider.title, lacks: missing, ways, without });
}

function howToLeaveOut(name: string, report: Report): string {
  return report.howToSet(["logEndpoints", name, "enabled"], { example: "false" });
}

function blockOf(name: string, provider: LogProvider, settings: Settings): Settings {
  const block: Settings = defined({ ...settings, name });
  for (const secret of provider.secrets) {
    if (block[secret] !== undefined) {
      block[secret] = pulumi.secret(block[secret]);
    }
  }
  return block;
}

function factsOf(name: string, provider: LogProvider, settings: Settings): Lifted<LogEndpointFacts> {
  return {
    name,
    provider: provider.key,
    destination: destinationOf(provider, settings),
    processingRegion: orElse(settings.processingRegion as pulumi.Input<string> | undefined, "none"),
    encrypted: encryptionOf(provider, settings),
  };
}

function destinationOf(provider: LogProvider, settings: Settings): pulumi.Input<string | undefined> {
  if (provider.secrets.includes(provider.destination)) {
    return undefined;
  }
  const value = settings[provider.destination];
  return value === undefined ? undefined : lift(value, (known) => origin(String(known)));
}

function encryptionOf(provider: LogProvider, settings: Settings): pulumi.Input<boolean> {
  switch (provider.encryption) {
    case "always":
      return true;
    case "never":
      return false;
    case "url":
      return lift(settings.url, (url) => /^https:/i.test(String(url)));
    case "useTls":
      // Logentries is the only provider that uses TLS by default.
      return lift(orElse(settings.useTls, provider.key === "logentries"), (on) => on === true);
  }
}

/** The arguments that declare log endpoints. */
export interface LogEndpointArguments {
  logEndpoints?: Record<string, LogEndpointArgs>;
}

const PROVIDERS = [...LOG_PROVIDERS.values()];

/** The settings of all providers that only say where the endpoint is. */
const PUBLIC = ["address", "port"];

export const LOG_ENDPOINTS = ownKind<LogEndpointArguments, ResolvedLogEndpoint[], LogEndpointFacts>({
  noun: "log endpoint",
  arguments: {
    logEndpoints: { isPublic: ([, key = "", setting = ""]) => key === "enabled" || PUBLIC.includes(setting) },
  },
  resolve: ({ logEndpoints }, { setup, report }) => resolveLogEndpoints(setup.logEndpoints, logEndpoints, report),
  facts: (endpoints) => endpoints.map(({ facts }) => facts),
  files: undefined,
  readable: undefined,
  nameAtFastly: undefined,
  review: { child: LogEndpoint, output: "logEndpoints" },
  blocks: logBlocks,
  places: PROVIDERS.map(
    ({ key, property, apiPath, apiNames }): Place => ({
      property,
      path: `logging/${apiPath}`,
      settings: ["logEndpoints", "*", key],
      names: { processingRegion: "log_processing_region", ...apiNames },
      // For other kinds these belong to VCL services, and are no settings.
      notRead: ["format", "formatVersion", "placement", "responseCondition"],
    }),
  ),
  single: undefined,
  withDefaults: (service) =>
    Object.assign({}, ...PROVIDERS.map((provider) => filled(service, provider.property, () => defaultsOf(provider)))),
  compared: undefined,
  hasContents: false,
  lines: (live, declared) => ({
    lines: group(
      "logEndpoints",
      PROVIDERS.flatMap((provider) =>
        missing(blocksOf(live[provider.property]), blocksOf(declared[provider.property])).map((block) =>
          logEntry(provider, block),
        ),
      ),
    ),
    undeclarable: [],
  }),
});

/** The provider's defaults. For secrets it takes some of them from variables. */
function defaultsOf({ key, secrets }: LogProvider): Settings {
  const defaults = Object.entries(LOG_DEFAULTS[key]()).map(([name, value]) => [
    name,
    value !== "" && secrets.includes(name) ? pulumi.secret(value) : value,
  ]);
  return Object.fromEntries(defaults);
}
