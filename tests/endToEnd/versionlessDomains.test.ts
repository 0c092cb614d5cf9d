import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const WWW = "www.example.com";
const DOMAINS = "/domain-management/v1/domains";

describeOnEachEngine("a versionless domain", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (args: Args) => shop.declare({ generatedDomain: false, ...args });
  const versionless = (description?: string) =>
    declare({ versionlessDomains: { [WWW]: description === undefined ? {} : { description } } });
  const managed = () => shop.fastly.state().managedDomains.map(({ fqdn, service_id }) => [fqdn, service_id]);
  const id = () => shop.fastly.service("shop").id;
  const classic = () => {
    const version = shop.fastly.service("shop").versions.find(({ active }) => active);
    return version?.domains.map(({ name }) => name);
  };
  const make = (given: Record<string, string>) => shop.call("POST", DOMAINS, { fqdn: WWW, ...given });

  it("can be the only domain of a service, changes without a version, and is deleted with it", async () => {
    versionless();
    const { outputs } = await shop.succeed();
    assert.deepEqual([classic(), managed()], [[], [[WWW, id()]]]);
    assert.deepEqual([outputs.url, outputs.domains], [undefined, undefined]);
    assert.deepEqual(shop.fastly.deployed("shop").domains, [WWW]);
    await shop.assertUnchanged();

    versionless("the site");
    await shop.succeed();
    assert.ok(shop.writes().every((write) => /^PATCH \/domain-management/.test(write)));
    assert.equal(shop.fastly.state().managedDomains[0]?.description, "the site");
    declare({ versionlessDomains: { "shop.example.com": {} } });
    await shop.succeed();
    assert.deepEqual(managed(), [["shop.example.com", id()]]);
    assert.equal(shop.fastly.service("shop").versions.length, 1);
    await shop.succeed("destroy");
    assert.deepEqual([managed(), shop.fastly.services()], [[], []]);
  });

  it("gives the service its URL, and comes before other domains in the outputs", async () => {
    let said: unknown;
    shop.define((directory) => {
      const args = { directory, domains: ["old.example.com"], versionlessDomains: { [WWW]: {} } };
      const edge = new ComputeService("edge", { ...args, generatedDomain: false });
      edge.url.apply((url) => {
        said = url;
      });
      edge.domains.apply((domains) => assert.deepEqual(domains, [WWW, "old.example.com"]));
    });
    await shop.succeed();
    assert.equal(said, `http://${WWW}.localhost:${new URL(shop.fastly.url).port}`);
  });

  it("replaces a classic one in two runs, and the reverse takes one, and an answer is always there", async () => {
    declare({ domains: [WWW] });
    await shop.succeed();
    versionless();
    const says = await shop.refused();
    assert.match(
      says,
      /would move www\.example\.com from \[domains\] to \[versionlessDomains\] in one run.*\[domain-moves\]/,
    );
    assert.match(says, /Keep both declarations for one run: set \{ domains: \["www/);

    declare({ domains: [WWW], versionlessDomains: { [WWW]: {} } });
    await shop.succeed();
    assert.deepEqual([classic(), managed()], [[WWW], [[WWW, id()]]]);
    await shop.assertUnchanged();
    versionless();
    await shop.succeed();
    assert.deepEqual([classic(), managed()], [[], [[WWW, id()]]]);

    shop.writes();
    declare({ domains: [WWW] });
    await shop.succeed();
    assert.deepEqual([classic(), managed()], [[WWW], []]);
    const writes = shop.writes();
    const [activated, deleted] = [/\/activate$/, /^DELETE \/domain-management/].map((write) =>
      writes.findIndex((each) => write.test(each)),
    );
    assert.ok(activated !== -1 && Number(deleted) > Number(activated), writes.join("\n"));
  });

  it("is imported with its description when it already leads to the service", async () => {
    declare({ domains: [WWW] });
    await shop.succeed();
    await make({ service_id: id(), description: "by hand" });
    declare({ domains: [WWW], versionlessDomains: { [WWW]: {} } });
    const { changes } = await shop.succeed("preview");
    assert.equal(changes.import, 1);
    await shop.succeed();
    assert.equal(shop.fastly.state().managedDomains[0]?.description, "by hand");
    await shop.assertUnchanged();
  });

  it("is imported when Fastly's migration left it beside the classic one without a service", async () => {
    declare({ domains: [WWW] });
    await shop.succeed();
    await make({ description: "migrated" });
    declare({ domains: [WWW], versionlessDomains: { [WWW]: {} } });
    await shop.succeed();
    assert.deepEqual(managed(), [[WWW, id()]]);
    assert.equal(shop.fastly.state().managedDomains[0]?.description, "migrated");
  });

  it("that exists already is refused, and accepted once it leads to the service", async () => {
    declare({});
    await shop.succeed();
    const { id: domain } = await make({});
    versionless();
    const says = await shop.refused();
    assert.match(
      says,
      new RegExp(`but Fastly already has it \\(${domain}\\): the domain leads to no service \\[domain-there\\]`),
    );
    assert.ok(says.includes(`fastly domain update --domain-id=${domain} --service-id=${id()}`), says);
    assert.ok(says.includes(`fastly domain delete --domain-id=${domain}`), says);
    await shop.call("PATCH", `${DOMAINS}/${domain}`, { service_id: id() });
    await shop.succeed();
    await shop.assertUnchanged();
  });

  it("that someone deleted fails an unchanged run, until it is removed from the state", async () => {
    versionless();
    await shop.succeed();
    const [there] = shop.fastly.state().managedDomains;
    await shop.call("DELETE", `${DOMAINS}/${there?.id}`);
    const says = await shop.failing();
    assert.match(says, /The domain www\.example\.com of the service \S+ was deleted at Fastly \[domain-not-live\]/);
    const [, urn = ""] = /pulumi state delete --target-dependents '([^']+)'/.exec(says) ?? [];
    const resource = (await shop.resources()).find(({ type }) => /domain(V1)?:/.test(type));
    assert.equal(urn, resource?.urn);
  });

  it("outside of the targets of a run gets an info message, and others are compared all the same", async () => {
    versionless();
    await shop.succeed();
    const [there] = shop.fastly.state().managedDomains;
    const target = (await shop.resources()).flatMap(({ type, urn }) => (/:ServiceCompute$/.test(type) ? urn : []));
    declare({ versionlessDomains: { [WWW]: {}, "new.example.com": {} } });
    const { events } = await shop.succeed("up", { target });
    const said = events.flatMap((event) => ("severity" in event && event.severity === "info" ? event.message : []));
    assert.match(
      said.join(),
      /Nothing leads from new\.example\.com to the service \S+: this run leaves the domain out/,
    );
    await shop.call("DELETE", `${DOMAINS}/${there?.id}`);
    assert.match(await shop.failing("up", { target }), /The domain www\.example\.com .* was deleted at Fastly/);
  });

  it("that someone moved elsewhere fails an unchanged run, and up --refresh moves it back", async () => {
    versionless();
    await shop.succeed();
    const [there] = shop.fastly.state().managedDomains;
    const other = await shop.call("POST", "/service", { name: "other", type: "wasm" });
    await shop.call("PATCH", `${DOMAINS}/${there?.id}`, { service_id: other.id });
    assert.match(await shop.failing(), new RegExp(`leads to ${other.id} instead of .*: someone changed it at Fastly`));
    await shop.succeed("up", { refresh: true });
    assert.deepEqual(managed(), [[WWW, id()]]);
    await shop.assertUnchanged();
  });

  it("of an adopted service is imported when declared, and otherwise gets a warning", async () => {
    versionless();
    await shop.succeed();
    const service = id();
    writeFileSync(
      `${shop.directory}/fastly.toml`,
      `manifest_version = 3\nname = "shop"\nlanguage = "other"\nservice_id = "${service}"\n`,
    );
    const other = shop.another({ project: "other" });
    other.declare({ existingService: "adopt", generatedDomain: false });
    const { events } = await other.succeed("preview");
    const warnings = events.flatMap((event) =>
      "severity" in event && event.severity === "warning" ? event.message : [],
    );
    assert.ok(warnings.join("\n").includes('{ versionlessDomains: { "www.example.com": {} } }'), warnings.join("\n"));
    other.declare({ existingService: "adopt", generatedDomain: false, versionlessDomains: { [WWW]: {} } });
    const { changes } = await other.succeed("preview");
    assert.equal(changes.import, 2);
    await other.succeed();
    assert.deepEqual(managed(), [[WWW, service]]);
    await other.assertUnchanged();
  });
});
