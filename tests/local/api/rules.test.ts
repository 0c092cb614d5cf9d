import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Service } from "../../../local/api";
import { activeVersion, LocalFastly } from "../../../local/api";
import type { Call } from "./helpers";
import { computeService, formClient, packageOf, uploadForm } from "./helpers";

interface Step {
  service: number;
  version: number;
  action: string;
  name: string;
}

const actions: Record<string, (call: Call, version: string, name: string) => Promise<unknown>> = {
  clone: (call, version) => call(`PUT ${version}/clone`),
  "new version": (call, version) => call(`POST ${version.replace(/\/\d+$/, "")}`),
  activate: (call, version) => call(`PUT ${version}/activate`),
  deactivate: (call, version) => call(`PUT ${version}/deactivate`),
  stage: (call, version) => call(`PUT ${version}/activate/staging`),
  lock: (call, version) => call(`PUT ${version}/lock`),
  comment: (call, version, name) => call(`PUT ${version}`, { comment: name }),
  "add domain": (call, version, name) => call(`POST ${version}/domain`, { name: `${name}.example.com` }),
  "rename domain": (call, version, name) =>
    call(`PUT ${version}/domain/a.example.com`, { name: `${name}.example.com` }),
  "remove domain": (call, version, name) => call(`DELETE ${version}/domain/${name}.example.com`),
  "add backend": (call, version, name) => call(`POST ${version}/backend`, { name, address: "example.com" }),
  "change backend": (call, version, name) => call(`PUT ${version}/backend/${name}`, { port: "8080" }),
  "add dictionary": (call, version, name) => call(`POST ${version}/dictionary`, { name }),
  "remove dictionary": (call, version, name) => call(`DELETE ${version}/dictionary/${name}`),
  "add log": (call, version, name) => call(`POST ${version}/logging/https`, { name }),
  "add other log": (call, version, name) => call(`POST ${version}/logging/s3`, { name }),
  package: (call, version, name) => call(`PUT ${version}/package`, uploadForm(packageOf(`name = "${name}"\n`))),
  delete: (call, version) => call(`DELETE ${version.replace(/\/version\/\d+$/, "")}`),
};

const step: fc.Arbitrary<Step> = fc.record({
  service: fc.nat(1),
  version: fc.integer({ min: 1, max: 3 }),
  // Half of the requests are about versions: most rules meet there.
  action: fc.oneof(
    fc.constantFrom("clone", "activate", "deactivate", "stage", "add domain"),
    fc.constantFrom(...Object.keys(actions)),
  ),
  name: fc.constantFrom("a", "b"),
});

/** The parts that must not change once a version is locked. */
function fixed(service: Service) {
  return service.versions
    .filter((v) => v.locked)
    .map(({ active: _a, staging: _s, comment: _c, updated_at: _u, ...rest }) => rest);
}

function checkRules(before: readonly Service[], after: readonly Service[]): void {
  for (const service of after) {
    const { versions } = service;
    assert.ok(versions.filter((v) => v.active).length <= 1, "one active version");
    assert.ok(versions.filter((v) => v.staging).length <= 1, "one staged version");
    assert.ok(
      versions.every((v) => !v.active || (v.locked && v.package !== null)),
      "an active version is locked and has a package",
    );
    assert.deepEqual(
      versions.map((v) => v.number),
      versions.map((_, i) => i + 1),
    );
    for (const v of versions) {
      for (const objects of [v.domains, v.backends, v.dictionaries, v.logging]) {
        assert.equal(new Set(objects.map((o) => o.name)).size, objects.length, "names are unique in a version");
      }
    }
  }
  const live = after.flatMap((service) => activeVersion(service)?.domains.map((d) => d.name) ?? []);
  assert.equal(new Set(live).size, live.length, "a domain is live on one service");

  for (const service of before) {
    const now = after.find((s) => s.id === service.id);
    if (now === undefined) {
      assert.equal(activeVersion(service), undefined, "an active service is not deleted");
      continue;
    }
    const locked = fixed(service);
    assert.deepEqual(
      fixed(now).filter((v) => locked.some((l) => l.number === v.number)),
      locked,
      "a locked version does not change",
    );
  }
}

describe("Fastly's rules", () => {
  it("hold after every request of any sequence of requests", async function () {
    this.timeout(600_000);
    const numRuns = process.env.TEST_LONG ? 2_000 : 40;
    const sequences = fc.array(step, { minLength: 20, maxLength: 60, size: "max" });
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const api = await LocalFastly.start();
        try {
          const call = formClient(api);
          const ids: string[] = [];
          for (const name of ["first", "second"]) {
            const id = await computeService(call, name);
            await call(`POST /service/${id}/version/1/domain`, { name: "a.example.com" });
            ids.push(id);
          }
          for (const { service, version, action, name } of steps) {
            const before = api.services();
            await actions[action]?.(call, `/service/${ids[service]}/version/${version}`, name);
            checkRules(before, api.services());
            assert.ok(api.requests.every((request) => request.status !== 500));
          }
        } finally {
          await api.stop();
        }
      }),
      { numRuns, seed: 20261121 },
    );
  });
});
