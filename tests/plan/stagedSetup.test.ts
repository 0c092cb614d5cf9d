import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { resolveStaged, stagedSummary } from "../../sdk/plan/stagedSetup";
import { BACKENDS } from "../../sdk/setup/backends";
import { KV_STORES } from "../../sdk/setup/stores/kinds";
import { makeReport, revealed } from "../support/report";
import { nothing, sourcesOf } from "../support/sources";

type Before = NonNullable<NonNullable<ComputeServiceArgs["release"]>["before"]>;

const BACKENDS_LIVE: ComputeServiceArgs["backends"] = {
  api: { address: "api.example.com", connectTimeout: 500, healthcheck: { path: "/up" } },
  pinned: { address: "pinned.example.com", sslSniHostname: "sni.example.com" },
  a: { address: "a.example.com", healthcheck: { name: "both", path: "/", host: "both.example.com" } },
  b: { address: "b.example.com", healthcheck: { name: "both", path: "/", host: "both.example.com" } },
  constructor: { address: "constructor.example.com" },
};

/** The differences on the staging network for a service with these backends and a KV store, and the problems. */
function staged(before: Before) {
  const { report, said } = makeReport();
  const sources = sourcesOf(report);
  const things = {
    ...nothing(report),
    backends: BACKENDS.resolve({ backends: BACKENDS_LIVE }, sources),
    kvStores: KV_STORES.resolve({ kvStores: { pages: {} } }, sources),
  };
  return { setup: resolveStaged(before, BACKENDS_LIVE, things, report), said: said() };
}

const names = (host: string) => ({ sslCertHostname: host, sslSniHostname: host, overrideHost: host });
const none = { sslCertHostname: "", sslSniHostname: "", overrideHost: "" };

describe("a backend on the staging network", () => {
  const cases: [title: string, name: string, origin: object, changes: object, host?: string][] = [
    [
      "has all settings that follow from another address",
      "api",
      { address: "s.test" },
      { address: "s.test", ...names("s.test") },
      "s.test",
    ],
    [
      "has no host names with an IP address",
      "api",
      { address: "192.0.2.1" },
      { address: "192.0.2.1", ...none },
      "192.0.2.1",
    ],
    ["has no TLS on port 80", "api", { port: 80 }, { port: 80, useSsl: false }],
    ["changes only the given setting", "api", { firstByteTimeout: 1 }, { firstByteTimeout: 1 }],
    [
      "keeps its other declared settings",
      "pinned",
      { address: "s.test" },
      { address: "s.test", sslCertHostname: "s.test", overrideHost: "s.test" },
    ],
    [
      "does not change a health check that another backend shares",
      "a",
      { address: "s.test" },
      { address: "s.test", ...names("s.test") },
    ],
    ["may have the name of a built-in property", "constructor", { port: 8443 }, { port: 8443 }],
    ["does not change when the settings are equal", "api", { address: "api.example.com", connectTimeout: 500 }, {}],
  ];
  for (const [title, name, origin, changes, host] of cases) {
    it(title, () => {
      const { setup } = staged({ backends: { [name]: origin } });
      assert.deepEqual(setup?.things[0]?.changes, [
        { place: "backend", name, settings: changes },
        ...(host === undefined ? [] : [{ place: "healthcheck", name: "api", settings: { host } }]),
      ]);
    });
  }

  it("appears in review and to policies, without its client certificate", async () => {
    const { setup } = staged({
      backends: { api: { address: pulumi.secret("s.test"), sslClientCert: "CERT", sslClientKey: "KEY" } },
    });
    const { backends } = stagedSummary(setup ?? { things: [], links: [] });
    const { api } = backends as Record<string, Record<string, unknown>>;
    assert.deepEqual(await revealed(api?.address), { value: "s.test", secret: true });
    assert.equal(api?.clientCertificate, true);
    assert.ok(!JSON.stringify(api).includes("KEY"));
    assert.deepEqual(await revealed(setup?.things[0]?.changes[0]?.settings.sslClientKey), {
      value: "KEY",
      secret: true,
    });
  });
});

describe("the differences on the staging network", () => {
  it("are none by default", () => {
    assert.equal(staged({}).setup, undefined);
    assert.equal(staged({ backends: {}, stores: {} }).setup, undefined);
  });

  it("can be a store, by its id or its name", () => {
    const { setup, said } = staged({ stores: { pages: { existingName: "pages-staging" } } });
    assert.deepEqual(said, []);
    assert.deepEqual(stagedSummary(setup ?? { things: [], links: [] }), {
      stores: { pages: { existingName: "pages-staging" } },
    });
  });

  for (const [before, wrong] of [
    [
      { backends: { apo: {} } },
      /\[release\.before\.backends\.apo\] is not a backend of the service, which has api, pinned/,
    ],
    [{ backends: { toString: {} } }, /\[release\.before\.backends\.toString\] is not a backend/],
    [{ backends: { api: { address: "https://s.test" } } }, /\[release\.before\.backends\.api\.address\]/],
    [{ backends: { api: { port: 0 } } }, /\[release\.before\.backends\.api\.port\]/],
    [
      { stores: { page: { existingId: "x" } } },
      /\[release\.before\.stores\.page\] is not a store of the service, which has pages/,
    ],
    [{ stores: { pages: {} } }, /\[release\.before\.stores\.pages\] needs either existingId or existingName/],
    [{ stores: { pages: { existingId: "", existingName: "" } } }, /needs either existingId or existingName/],
    [{ stores: { pages: { existingId: "x", existingName: "y" } } }, /needs either existingId or existingName/],
  ] as [Before, RegExp][]) {
    it(`are refused: ${JSON.stringify(before)}`, () => {
      assert.match(staged(before).said.join("\n"), wrong);
    });
  }
});
