import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Fault } from "../../local/api";
import { Certificate, ComputeService, IssuedCertificate } from "../../sdk";
import type { InlineStack } from "../support/inlineStack";
import { stackOfSuite } from "../support/suite";

const WWW = "www.example.com";
/** Served with the user's own certificate. */
const OWN = "own.example.com";
const FAULTS: [string, Fault][] = [
  ["500", { status: 500 }],
  ["403", { status: 403, body: { msg: "Forbidden" } }],
  ["429", { status: 429 }],
  ["reset", "reset"],
  ["lost", "lost"],
];

interface Call {
  method: string;
  path: RegExp;
  /** How many equal calls come before it. */
  skip: number;
}

/**
 * Updates everything that belongs to no version of the service, one after the other, each with one call disturbed:
 *
 * - a batch of KV items and deletions
 * - entries of a list
 * - items of a write-only dictionary
 * - a purge
 * - a domain
 * - a certificate of each sort
 *
 * `TEST_LONG=1` disturbs every call in every way.
 */
describe("a disturbed request to Fastly about resources without a version", function () {
  this.timeout(0);
  const shop = stackOfSuite();
  let uploaded: string[];
  before(async () => {
    uploaded = [1, 2].map(() => shop.fastly.addCertificate([OWN]));
  });

  const pages = (round: number) =>
    Object.fromEntries(Array.from({ length: 22 }, (_, index) => [`page ${index}`, `${round} ${index}`]));
  const entries = (round: number) => ({ "192.0.2.0/24": "block", [`198.51.100.${round % 250}/32`]: "allow" });
  const certificateOf = (round: number) => uploaded[round % 2] as string;
  const items = (round: number) => ({ token: `${round}`, [`only ${round}`]: "x" });

  /** Everything changes in each round. */
  function declare(round: number): void {
    const site = join(shop.directory, "site");
    mkdirSync(site, { recursive: true });
    for (const [name, text] of Object.entries(pages(round))) writeFileSync(join(site, name), text);
    shop.define((directory) => {
      new ComputeService("edge", {
        directory,
        generatedDomain: false,
        versionlessDomains: { [WWW]: { description: `round ${round}` }, [OWN]: {} },
        certificates: { [OWN]: { existingId: certificateOf(round) } },
        backends: { api: { address: `a${round}.example.com` } },
        kvStores: { pages: { directory: { path: "site" }, items: { [`only ${round}`]: "x" } } },
        acls: { lists: { entries: entries(round) } },
        dictionaries: { keys: { writeOnly: true, items: items(round) } },
        purge: { keys: [`round-${round}`] },
      });
      const certificate = new Certificate("www", { domains: [WWW] });
      pulumi.output(certificate.challengeRecords).apply((records) => shop.fastly.setDns(records));
      new IssuedCertificate("issued", { subscriptionId: certificate.subscriptionId, timeoutSeconds: 5 });
    });
  }

  function assertComplete(round: number): void {
    const { fastly } = shop;
    assert.deepEqual(fastly.stores().kv["shop-dev-edge-pages"], { ...pages(round), [`only ${round}`]: "x" });
    const list = fastly.state().acls[0]?.entries.map(({ prefix, action }) => [prefix, action.toLowerCase()]) ?? [];
    assert.deepEqual(Object.fromEntries(list), entries(round));
    assert.deepEqual(fastly.dictionaryItems("shop", "keys"), items(round));
    assert.equal(fastly.deployed("shop").backends.api?.address, `a${round}.example.com`);
    assert.deepEqual(
      Object.fromEntries(fastly.state().managedDomains.map(({ fqdn, description }) => [fqdn, description])),
      { [WWW]: `round ${round}`, [OWN]: "" },
    );
    const served = fastly.state().tls.activations.find(({ domain }) => domain === OWN)?.certificate;
    assert.equal(served, certificateOf(round));
    assert.deepEqual(
      fastly.state().tls.subscriptions.map(({ state }) => state),
      ["issued"],
    );
    if (round > 0) {
      assert.ok(
        fastly.purges("shop").some(({ keys }) => keys?.includes(`round-${round}`)),
        "nothing was purged",
      );
    }
  }

  async function complete(round: number, first: Awaited<ReturnType<InlineStack["run"]>>): Promise<void> {
    let last = first;
    for (let tries = 0; !last.ok && tries < 3; tries++) {
      const refresh = last.errors.join().includes("--refresh");
      last = await shop.run("up", refresh ? { refresh } : {});
    }
    assert.ok(last.ok, `${first.errors.join("\n")}\n--- and then ---\n${last.errors.join("\n")}`);
    assertComplete(round);
    assert.deepEqual(Object.keys((await shop.succeed("preview")).changes), ["same"]);
  }

  it("is repaired by the next run, or by the refresh that the error asks for", async () => {
    declare(0);
    await complete(0, await shop.run("up"));
    declare(1);
    shop.fastly.clearRequests();
    await complete(1, await shop.run("up"));
    const calls: Call[] = [];
    const seen = new Map<string, number>();
    for (const { method, path } of shop.fastly.requests) {
      // Ids, and names with the round in them, are left open.
      const open = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\b[A-Za-z0-9]{22}\b|\b[01]\b/g, "[^/]+");
      const skip = seen.get(`${method} ${open}`) ?? 0;
      seen.set(`${method} ${open}`, skip + 1);
      calls.push({ method, path: new RegExp(`^${open}$`), skip });
    }
    // Calls about versions are disturbed in faults.test.ts.
    const ours = calls.filter(({ path }) => /kv|acls|dictionary\/|purge|domain-management|tls/.test(path.source));
    const all = ours.flatMap((call, index) => FAULTS.map((fault, which) => ({ call, fault, at: index + which })));
    // Default: the first of each call, in one way.
    const each = all.filter(({ call, at }) => call.skip === 0 && at % FAULTS.length === 0);
    const seed = Number(process.env.TEST_SEED ?? 0);
    const chosen = process.env.TEST_LONG ? all : each.filter((_, index) => index % 4 === seed % 4);
    const failures: string[] = [];
    let round = 2;
    for (const { call, fault } of chosen) {
      declare(round);
      const [name, what] = fault;
      const undo = shop.fastly.inject({ method: call.method, path: call.path, skip: call.skip, fault: what });
      try {
        const disturbed = await shop.run("up");
        undo();
        await complete(round, disturbed);
      } catch (error) {
        failures.push(`${name} at ${call.method} ${call.path.source} #${call.skip + 1}: ${(error as Error).message}`);
        undo();
        await shop.run("up", { refresh: true });
      }
      round++;
    }
    console.log(`      ${chosen.length} of ${all.length} disturbances`);
    assert.deepEqual(failures, []);
  });
});
