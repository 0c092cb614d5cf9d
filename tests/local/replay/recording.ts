import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IdKind } from "../../../sdk/local/api";

const folder = join(__dirname, "../../recordings");

/** A scenario on the real engine and provider; tests/recordings/README.md has the format. */
export interface Recording {
  scenario: string;
  about: string;
  steps: RecordedStep[];
  api: RecordedApi;
}

export interface RecordedStep {
  op: "preview" | "up" | "refresh" | "destroy";
  note: string;
  resources: { type: string; key: string; name: string; inputs: object; options: object }[];
  faults: { m: string; re: string; n: number }[];
  exitCode: number;
  http: RecordedCall[];
  events: RecordedEvent[];
  state: RecordedResource[];
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

export const scenarios: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(".json", ""));

/** The recording with its packages' hashes replaced by those of the packages used here. */
export function readRecording(scenario: string, hashes: Record<string, string>): Recording {
  let text = readFileSync(join(folder, `${scenario}.json`), "utf8");
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
};

/** Gives new objects the ids that they have in the recording, in the order in which they were made there. */
export function recordedIds(recording: Recording): (kind: IdKind) => string {
  const found = JSON.stringify(recording).match(/\b(SVC0|LIVE|DICT|LINK|CONFIG|KV|SECRET)\d+\b/g) ?? [];
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
