import assert from "node:assert/strict";
import type { LocalFastly } from "../../../local/api";
import type { ResourceState } from "../../../local/engine/contract";
import type { RunResult } from "../../../local/stack";
import type { RecordedApi, RecordedCall, RecordedEvent, RecordedResource, RecordedStep } from "./recording";

/** Resources that the recordings leave out. */
const UNRECORDED = /^pulumi:(pulumi:Stack|providers:)/;

/** Compares a run with its recording: exit code, operations and their diffs, and the writing requests. */
export function assertRun(step: RecordedStep, result: RunResult, requests: readonly RecordedCall[]): void {
  const counted = step.exitCode === 0 ? () => true : isChange;
  assert.deepEqual(operationsOf(result).filter(counted), recordedOperations(step.events).filter(counted), "operations");
  assert.deepEqual(writes(requests), writes(step.http), "writing requests");
  assert.equal(result.exitCode, step.exitCode, `exit code (${result.errors.join("\n")})`);
  const summary = step.events.find((event) => event.summary !== undefined)?.summary;
  if (step.exitCode === 0) assert.deepEqual(result.changes, summary, "summary");
}

/** Unchanged resources may come before a failure, or be left out because of it. */
function isChange({ op }: { op: string }): boolean {
  return op !== "same";
}

interface Operation {
  urn: string;
  op: string;
  failed: boolean;
  diffs: string[];
  detailedDiff: Record<string, string>;
}

function operationsOf({ events }: RunResult): Operation[] {
  const operations = new Map<string, Operation>();
  for (const event of events) {
    if (event.kind !== "step" || UNRECORDED.test(event.type)) continue;
    // Several resources with one URN may be left from earlier replacements.
    const key = `${event.urn} ${event.op} ${event.old?.id ?? ""}`;
    const known = operations.get(key);
    operations.set(key, {
      urn: event.urn,
      op: event.op,
      failed: event.phase === "failed" || known?.failed === true,
      diffs: event.diffs ?? known?.diffs ?? [],
      detailedDiff: Object.fromEntries(
        Object.entries(event.detailedDiff ?? {}).map(([path, { kind, inputDiff }]) => [path, `${kind} ${inputDiff}`]),
      ),
    });
  }
  return sorted([...operations.values()]);
}

function recordedOperations(events: readonly RecordedEvent[]): Operation[] {
  const failed = new Set(events.filter((event) => event.failed).map((event) => `${event.urn} ${event.failed}`));
  const operations = events.flatMap(({ op, urn, diffs, detailedDiff }): Operation[] =>
    op === undefined || urn === undefined
      ? []
      : [
          {
            urn,
            op,
            failed: failed.has(`${urn} ${op}`),
            diffs: diffs ?? [],
            detailedDiff: Object.fromEntries(
              Object.entries(detailedDiff ?? {}).map(([path, d]) => [path, `${d.diffKind} ${d.inputDiff}`]),
            ),
          },
        ],
  );
  return sorted(operations);
}

function sorted(operations: Operation[]): Operation[] {
  return operations.sort((a, b) => (`${a.urn} ${a.op}` < `${b.urn} ${b.op}` ? -1 : 1));
}

/** The writing requests. The order of independent resources and of set elements is free. */
function writes(requests: readonly RecordedCall[]): string[] {
  return requests
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, body, status }) => `${method} ${path} ${JSON.stringify(canonical(body))} ${status}`)
    .sort();
}

/** With keys in order, and the operations of a batch in order too. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || value === undefined || typeof value !== "object") return value ?? null;
  const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compares the stack's state with the recorded one, without messages and the bridge's own bookkeeping. */
export function assertState(recorded: readonly RecordedResource[], actual: readonly ResourceState[]): void {
  const kept = actual.filter(({ type }) => !UNRECORDED.test(type));
  assert.deepEqual(kept.map(stateOf).sort(byIdentity), recorded.map(stateOf).sort(byIdentity), "state");
}

function stateOf(resource: RecordedResource | ResourceState) {
  const { urn, type, id, parent, inputs, outputs, initErrors } = resource;
  return {
    urn,
    type,
    id,
    parent,
    failed: (initErrors ?? []).length > 0,
    inputs: recordedValues(inputs ?? {}),
    outputs: recordedValues(type.startsWith("fastly:") ? (outputs ?? {}) : {}),
  };
}

function byIdentity(a: { urn: string; id?: string }, b: { urn: string; id?: string }): number {
  return `${a.urn} ${a.id}` < `${b.urn} ${b.id}` ? -1 : 1;
}

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The bridge's own bookkeeping, and the time of the recording. */
const UNCOMPARED = new Set(["__pulumi_raw_state_delta", "__meta", "createdAt", "updatedAt"]);

/** A value of either state: secrets in clear text, `__defaults` in order. */
export function recordedValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(recordedValues);
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if (SECRET_SIGNATURE in object) return recordedValues(JSON.parse(String(object.plaintext)));
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !UNCOMPARED.has(key))
      .map(([key, inner]) => [key, key === "__defaults" ? [...(inner as string[])].sort() : recordedValues(inner)]),
  );
}

/** Compares the final content of the API. */
export function assertContents(recorded: RecordedApi, api: LocalFastly): void {
  const services = api.services().map(({ id, name, comment, versions }) => ({
    id,
    name,
    comment,
    versions: versions.map((version) => ({
      number: version.number,
      active: version.active,
      locked: version.locked,
      comment: version.comment,
      package: version.package?.metadata.files_hash,
      domains: version.domains.map((domain) => domain.name).sort(),
      backends: version.backends.map((backend) => `${backend.name} ${backend.address}:${backend.port}`).sort(),
      dictionaries: version.dictionaries.map((dictionary) => `${dictionary.name} ${dictionary.id}`).sort(),
      links: version.links.map((link) => `${link.name} ${link.id} ${link.resource_id}`).sort(),
      logging: version.logging.map((endpoint) => `${endpoint.kind} ${endpoint.name}`).sort(),
    })),
  }));
  assert.deepEqual(services, recordedServices(recorded), "services");
  const stores = Object.entries(recorded.stores).map(([kind, all]) => [
    kind,
    Object.fromEntries(Object.values(all).map(({ name, items }) => [name, items ?? {}])),
  ]);
  assert.deepEqual(api.stores(), Object.fromEntries(stores), "stores");
  const { acls, managedDomains, services: all } = api.state();
  if (recorded.acls !== undefined) {
    const entriesOf = (list: { prefix: string; action: string }[]) =>
      Object.fromEntries(list.map(({ prefix, action }) => [prefix, action]));
    const actual = acls.map(({ id, name, entries }) => [id, { name, entries: entriesOf(entries) }] as const);
    assert.deepEqual(
      Object.fromEntries(actual),
      mapped(recorded.acls, ({ name, entries }) => ({ name, entries })),
    );
  }
  if (recorded.domains !== undefined) {
    const actual = managedDomains.map(({ id, fqdn, service_id, description }) => [
      id,
      { fqdn, service_id, description },
    ]);
    const expected = mapped(recorded.domains, ({ fqdn, service_id, description }) => ({
      fqdn,
      service_id,
      description,
    }));
    assert.deepEqual(Object.fromEntries(actual), expected, "domains");
  }
  if (recorded.products !== undefined) {
    const actual = all.map(({ id, products }) => [id, Object.keys(products).sort()] as const);
    // The recordings' stand-in never forgets the products of a deleted service.
    const expected = Object.entries(recorded.products)
      .filter(([id]) => id in recorded.services)
      .map(([id, products]) => [id, Object.keys(products).sort()] as const);
    const enabled = (list: (readonly [id: string, products: string[]])[]) =>
      Object.fromEntries(list.filter(([, products]) => products.length > 0));
    assert.deepEqual(enabled(actual), enabled(expected), "products");
  }
}

function mapped<T, R>(record: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function recordedServices({ services }: RecordedApi): unknown[] {
  return Object.entries(services).map(([id, { name, comment, versions }]) => ({
    id,
    name,
    comment,
    versions: versions.map(({ number, active, locked, comment, objs, pkg }) => {
      const objects = (kind: string) => objs[kind] ?? [];
      return {
        number,
        active,
        locked,
        comment,
        package: pkg?.metadata.files_hash,
        domains: objects("domain")
          .map((domain) => domain.name)
          .sort(),
        backends: objects("backend")
          .map((backend) => `${backend.name} ${backend.address}:${backend.port}`)
          .sort(),
        dictionaries: objects("dictionary")
          .map((dictionary) => `${dictionary.name} ${dictionary.id}`)
          .sort(),
        links: objects("resource")
          .map((link) => `${link.name} ${link.id} ${link.resource_id}`)
          .sort(),
        logging: Object.keys(objs)
          .filter((kind) => kind.startsWith("logging/"))
          .flatMap((kind) => objects(kind).map((endpoint) => `${kind.slice("logging/".length)} ${endpoint.name}`))
          .sort(),
      };
    }),
  }));
}
