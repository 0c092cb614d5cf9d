import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IdKind, Service } from "../../../local/api";
import { LocalFastly } from "../../../local/api";
import type { Call } from "./helpers";
import { formClient, jsonClient, packageOf, uploadForm } from "./helpers";

interface RecordedCall {
  method: string;
  path: string;
  body: unknown;
  status: number;
}

interface Recording {
  scenario: string;
  steps: { http: RecordedCall[]; faults?: { m: string; re: string; n: number }[] }[];
  api: { services: Record<string, { name: string; versions: RecordedVersion[] }> };
}

interface RecordedVersion {
  number: number;
  active: boolean;
  locked: boolean;
  objs: Record<string, Record<string, unknown>[]>;
  pkg?: object;
}

const folder = join(__dirname, "../../recordings");
const idPrefixes: Partial<Record<IdKind, string>> = {
  service: "SVC|LIVE",
  dictionary: "DICT",
  link: "LINK",
  "config-store": "CONFIG",
  "kv-store": "KV",
  "secret-store": "SECRET",
};

/** Gives new objects their ids in the recording, in the recorded order. */
function recordedIds(text: string): (kind: IdKind) => string {
  const ids = [...new Set(text.match(/\b(SVC0|LIVE|DICT|LINK|CONFIG|KV|SECRET)\d+\b/g) ?? [])];
  const number = (id: string) => Number(/\d+$/.exec(id)?.[0]);
  let unnamed = 0;
  return (kind) => {
    const prefix = new RegExp(`^(${idPrefixes[kind] ?? "none"})\\d`);
    const next = ids.filter((id) => prefix.test(id)).sort((a, b) => number(a) - number(b))[0];
    ids.splice(ids.indexOf(next ?? ""), next === undefined ? 0 : 1);
    unnamed += 1;
    return next ?? `unnamed-${unnamed}`;
  };
}

/** The service that the scenario `adopt` finds: made by hand, and live. */
async function makeLiveService(form: Call): Promise<void> {
  const { body } = await form("POST /service", { name: "edge", type: "wasm" });
  const version = `/service/${body.id}/version/1`;
  await form(`POST ${version}/domain`, { name: "live.example.com" });
  await form(`POST ${version}/backend`, { name: "legacy", address: "old.example.com", port: "443" });
  await form(`PUT ${version}/package`, uploadForm(packageOf()));
  await form(`PUT ${version}/activate`);
}

async function replay(call: RecordedCall, form: Call, json: Call): Promise<number> {
  const request = `${call.method} ${call.path}`;
  if (call.body === "<package>") {
    return (await form(request, uploadForm(packageOf()))).status;
  }
  const isJson = call.path.startsWith("/resources/stores/") || call.path.includes("/items");
  return (await (isJson ? json : form)(request, (call.body as object | null) ?? undefined)).status;
}

describe("recorded answers of the real API to the provider", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    it(`equal the answers of the local Fastly: ${file.replace(".json", "")}`, async () => {
      const text = readFileSync(join(folder, file), "utf8");
      const recording: Recording = JSON.parse(text);
      const api = await LocalFastly.start({ newId: recordedIds(text), deletesLinked: true });
      try {
        const form = formClient(api);
        const json = jsonClient(api);
        if (recording.scenario === "adopt") {
          await makeLiveService(form);
        }
        for (const step of recording.steps) {
          for (const { m, re, n } of step.faults ?? []) {
            api.inject({ method: m, path: new RegExp(re), times: n, fault: { status: 500 } });
          }
          for (const call of step.http) {
            assert.equal(await replay(call, form, json), call.status, `${call.method} ${call.path}`);
          }
        }
        assert.deepEqual(summary(api.services()), recordedSummary(recording));
      } finally {
        await api.stop();
      }
    });
  }
});

/** The contents of versions, in words for both sides. */
function summary(services: readonly Service[]) {
  return services.map(({ id, name, versions }) => ({
    id,
    name,
    versions: versions.map((v) => ({
      number: v.number,
      active: v.active,
      locked: v.locked,
      package: v.package !== null,
      domains: v.domains.map((d) => d.name),
      backends: v.backends.map((b) => `${b.name} ${b.address}:${b.port} tls ${b.use_ssl}`),
      dictionaries: v.dictionaries.map((d) => `${d.name} ${d.id}`),
      links: v.links.map((l) => `${l.name} ${l.id} ${l.resource_id}`),
      logging: v.logging.map((l) => `${l.kind} ${l.name}`),
    })),
  }));
}

function recordedSummary({ api }: Recording): ReturnType<typeof summary> {
  return Object.entries(api.services).map(([id, { name, versions }]) => ({
    id,
    name,
    versions: versions.map((v) => {
      const objects = (kind: string) => v.objs[kind] ?? [];
      return {
        number: v.number,
        active: v.active,
        locked: v.locked,
        package: v.pkg !== undefined && v.pkg !== null,
        domains: objects("domain").map((d) => String(d.name)),
        backends: objects("backend").map((b) => `${b.name} ${b.address}:${b.port} tls ${b.use_ssl}`),
        dictionaries: objects("dictionary").map((d) => `${d.name} ${d.id}`),
        links: objects("resource").map((l) => `${l.name} ${l.id} ${l.resource_id}`),
        logging: Object.keys(v.objs)
          .filter((kind) => kind.startsWith("logging/"))
          .flatMap((kind) => objects(kind).map((l) => `${kind.slice("logging/".length)} ${l.name}`)),
      };
    }),
  }));
}
