import { readdirSync, readFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import type { IdKind } from "../../../local/api";

/** The folder of the recordings. `RECORDINGS` names another one, or several like PATH. */
const folders =
  process.env.RECORDINGS?.split(delimiter) ??
  ["recordings", "recordings-12"].map((folder) => join(__dirname, "../..", folder));

/** A scenario on the real engine and provider; tests/recordings/README.md has the format. */
export interface Recording {
  scenario: string;
  about: string;
  steps: RecordedStep[];
  api: RecordedApi;
}

export interface RecordedStep {
  op: "preview" | "up" | "up --refresh" | "refresh" | "destroy";
  note: string;
  resources: { type: string; key: string; name: string; inputs: object; options: object }[];
  /** The major version of the program's SDK, when it differs from the scenario's. */
  sdk?: string;
  /** Changes made at Fastly before the step, by name. */
  poke?: unknown;
  faults: { m: string; re: string; n: number; code?: number }[];
  exitCode: number;
  http: RecordedCall[];
  events: RecordedEvent[];
  state: RecordedResource[];
}

/** A change at Fastly. */
export interface Poke {
  id: string;
  kind: string;
  name: string;
  fqdn: string;
  service_id?: string;
  description?: string;
  entries?: Record<string, string>;
  items?: Record<string, string>;
  domains?: string[];
  issued?: boolean;
}

export interface RecordedCall {
  method: string;
  path: string;
  body: unknown;
  status: number | null;
}

export interface RecordedEvent {
  op?: string;
  urn?: string;
  diffs?: string[];
  detailedDiff?: Record<string, { diffKind: string; inputDiff: boolean }>;
  failed?: string;
  summary?: Record<string, number>;
}

export interface RecordedResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  parent?: string;
  initErrors?: string[];
}

export interface RecordedApi {
  services: Record<string, { name: string; comment: string; versions: RecordedVersion[] }>;
  dicts: Record<string, { items: Record<string, string> }>;
  domains?: Record<string, { fqdn: string; service_id: string | null; description: string }>;
  acls?: Record<string, { name: string; entries: Record<string, string> }>;
  products?: Record<string, Record<string, unknown>>;
  stores: Record<"config" | "kv" | "secret", Record<string, { name: string; items: Record<string, string> }>>;
}

export interface RecordedVersion {
  number: number;
  active: boolean;
  locked: boolean;
  comment: string;
  objs: Record<string, Record<string, unknown>[]>;
  pkg?: { metadata: { files_hash: string } } | null;
}

/** The files of all scenarios. */
export const scenarios: readonly string[] = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name)),
);

/** The title of a scenario in tests: its name, with the provider's major version at its end unless that is 11. */
export function titleOf(scenario: string): string {
  return basename(scenario, ".json");
}

const SDK_VERSIONS: Record<string, string> = { "11": "11.1.0", "12": "12.5.1" };

/** The version of the SDK that the program of a step uses: the step's own, or the one in the scenario's name. */
export function sdkVersion(scenario: string, { sdk }: RecordedStep): string {
  return SDK_VERSIONS[sdk ?? /-(\d+)$/.exec(titleOf(scenario))?.[1] ?? "11"] ?? "11.1.0";
}

/** The recording, with the hashes of the packages used here. */
export function readRecording(scenario: string, hashes: Record<string, string>): Recording {
  let text = readFileSync(scenario, "utf8");
  const recorded = /"filename":\s*"(bin\/p\d\.tar\.gz)",\s*"sourceCodeHash":\s*"([0-9a-f]{128})"/g;
  for (const [, filename = "", hash = ""] of [...text.matchAll(recorded)]) {
    text = text.replaceAll(hash, hashes[filename] ?? hash);
  }
  return JSON.parse(text.replaceAll('"oldhash"', JSON.stringify(hashes.live ?? "oldhash")));
}

const ID_PREFIXES: Partial<Record<IdKind, string>> = {
  service: "SVC0|LIVE",
  dictionary: "DICT",
  link: "LINK",
  "config-store": "CONFIG",
  "kv-store": "KV",
  "secret-store": "SECRET",
  acl: "ACL",
  domain: "DM",
  "tls-subscription": "SUB",
  "tls-certificate": "CERT",
};

/** Gives new objects their ids in the recording, in the recorded order. */
export function recordedIds(recording: Recording): (kind: IdKind) => string {
  const found = JSON.stringify(recording).match(/\b(SVC0|LIVE|DICT|LINK|CONFIG|KV|SECRET|ACL|DM|SUB|CERT)\d+\b/g) ?? [];
  const numberOf = (id: string) => Number(/\d+$/.exec(id)?.[0]);
  const left = [...new Set(found)].sort((a, b) => numberOf(a) - numberOf(b));
  let unnamed = 0;
  return (kind) => {
    const prefix = new RegExp(`^(${ID_PREFIXES[kind] ?? "none"})\\d`);
    const index = left.findIndex((id) => prefix.test(id));
    unnamed += 1;
    return index === -1 ? `unnamed-${unnamed}` : (left.splice(index, 1)[0] as string);
  };
}
