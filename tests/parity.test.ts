import assert from "node:assert/strict";
import { emptyState, type Service } from "../local/api/state";
import { judge } from "../scripts/parity/judge";
import { fillIn } from "../scripts/parity/ours";
import { hasServiceId } from "../scripts/parity/projects";
import { type Deployments, FILLED_IN, refusalReason } from "../scripts/parity/reasons";
import { compareDeployments, compareOnExisting, compareWithUnknownService } from "../scripts/parity/run";
import { snapshotOf } from "../scripts/parity/snapshot";
import { corpus } from "./manifest/corpus";
import { fastlyBinary } from "./support/fastlyCli";

/** Both results for a project with one of each kind of thing, as far as reasons and mistakes need them. */
function deployments(): Deployments {
  const backend = (name: string, fields: Record<string, string | undefined>) =>
    Object.entries({
      use_ssl: "true",
      ssl_check_cert: "true",
      connect_timeout: "1000",
      port: "443",
      ...fields,
    }).flatMap(([field, value]) => (value === undefined ? [] : [[`backend.${name}.${field}`, value] as const]));
  const hosts = (host: string) => ({ override_host: host, ssl_cert_hostname: host, ssl_sni_hostname: host });
  const log = { "log.access": "https", "log.access.url": `https://${FILLED_IN}`, "log.access.period": "5" };
  const spaces = { "log.spaces": "digitalocean", "log.spaces.bucket_name": FILLED_IN };
  const common = [
    ["services", "1"],
    ["service.name", "shop"],
    ["domain.generated", "true"],
  ] as const;
  return {
    cli: new Map([
      ...common,
      ...backend("api", { address: "api.example.com", ...hosts("api.example.com") }),
      ...backend("old", { address: "old.example.com", ...hosts("old.example.com"), port: "8080", use_ssl: "false" }),
      ...backend("plain", { address: "a.example.com", ...hosts("a.example.com"), port: "80", use_ssl: "false" }),
      ...backend("ip", { address: "192.0.2.1", ...hosts("192.0.2.1") }),
      ...backend("open", { address: "127.0.0.1" }),
      ["store.cfg", "config"],
      ["store.cfg at Fastly", "cfg"],
      ["store.cfg.key", "example"],
      ["store.cfg.given", "one"],
      ...Object.entries({ ...log, "log.access made by": "hand", "log.access.format": '%h %l %u %t "%r" %>s %b' }),
      ...Object.entries({ ...spaces, "log.spaces made by": "hand", "log.spaces.period": "3600" }),
      ["product.fanout", "{}"],
      ["package", "aaa"],
    ]),
    ours: new Map([
      ...common,
      ["service.comment", "My shop"],
      ...backend("api", { address: "api.example.com", ...hosts("api.example.com") }),
      ...backend("old", { address: "old.example.com", ...hosts("old.example.com"), port: "8080" }),
      ...backend("plain", { address: "a.example.com", ...hosts("a.example.com"), port: "80", use_ssl: "false" }),
      ...backend("ip", { address: "192.0.2.1" }),
      ...backend("open", { address: FILLED_IN, ...hosts(FILLED_IN) }),
      ["store.cfg", "config"],
      ["store.cfg at Fastly", "local-dev-edge-cfg"],
      ["store.cfg.key", FILLED_IN],
      ["store.cfg.given", "one"],
      ["dictionary.settings", "dictionary"],
      ["dictionary.settings.greeting", "Hello"],
      ...Object.entries({ ...log, "log.access made by": "component", "log.access.placement": "none" }),
      ...Object.entries({ ...spaces, "log.spaces made by": "component", "log.spaces.period": "0" }),
      ["product.fanout", "{}"],
      ["package", "bbb"],
    ]),
    project: { description: "My shop", packageHash: "bbb", madeByHand: ["access", "spaces"] },
  };
}

/**
 * Parts of ours that the manifest does not ask for. Their loss is one of [setup], or of something that nobody asked
 * for.
 */
const NOT_IN_CLI = /^(dictionary\.|service\.comment)/;

describe("parity with the Fastly CLI", function () {
  this.timeout(0);

  it("explains every expected difference", () => {
    const outcome = judge({ deployments: deployments() });
    assert.deepEqual(outcome.unexplained, []);
    assert.equal(outcome.verdict, "differ");
    const same = deployments();
    assert.equal(judge({ deployments: { ...same, cli: same.ours } }).verdict, "same");
  });

  it("fails for any single wrong, missing or additional part", () => {
    const mistakes: [string, string | undefined][] = [...deployments().ours.keys()].flatMap((path) => [
      ...["true", "false", "80", "443", "api.example.com", "127.0.0.1", "example", "anything"].map(
        (value): [string, string] => [path, value],
      ),
      [path, undefined] as [string, undefined],
    ]);
    const extra: [string, string][] = [
      ["backend.extra.address", "b.example.com"],
      ["backend.api.shield", "lcy"],
      ["backend.ip.override_host", "b.example.com"],
      ["backend.originless.address", "127.0.0.1"],
      ["store.cfg.more", "x"],
      ["log.more", "s3"],
      ["log.access.gzip_level", "9"],
      ["domain.www.example.com", "true"],
      ["product.websockets", "{}"],
    ];
    let checked = 0;
    for (const [path, value] of [...mistakes, ...extra]) {
      const all = deployments();
      const [was, cli] = [all.ours.get(path), all.cli.get(path)];
      value === undefined ? all.ours.delete(path) : all.ours.set(path, value);
      // The same as before, the CLI's, or a part of a thing that the CLI does not make.
      if (value === was || value === cli || NOT_IN_CLI.test(path)) {
        continue;
      }
      checked += 1;
      const { unexplained } = judge({ deployments: all });
      assert.ok(unexplained.length > 0, `${path}: ${was} became ${value}, and nobody noticed`);
    }
    assert.ok(checked > 300, `${checked} mistakes`);
  });

  it("compares everything in a version, including unknown kinds", () => {
    const lists = { domains: [], backends: [], dictionaries: [], links: [], logging: [] };
    const others = { healthchecks: [{ name: "up", path: "/up" }], wishes: [{ name: "one", of: { many: ["a", "b"] } }] };
    const version = { ...lists, ...others, number: 1, active: true, package: null };
    const services = [
      { id: "S", name: "shop", comment: "", products: {}, versions: [version] },
    ] as unknown as Service[];
    const seen = snapshotOf({
      state: () => ({ ...emptyState(), services }),
      services: () => services,
      stores: () => ({ config: {}, kv: {}, secret: {} }),
    });
    assert.equal(seen.get("healthchecks.up.path"), "/up");
    assert.equal(seen.get("wishes.one.of.many.1"), "b");
  });

  it("names the side that refuses, and accepts only known reasons", () => {
    const blank = "error configuring service secret stores: value cannot be blank";
    assert.equal(judge({ cliError: blank }).verdict, "better");
    assert.equal(judge({ cliError: "no", ourError: "no" }).unexplained.length, 2);
    assert.equal(judge({ ourError: "who knows" }).unexplained.length, 1);
    assert.equal(judge({ cliError: "who knows" }).unexplained.length, 1);
    assert.equal(refusalReason("ours", blank), undefined);

    const [atLine5, atLine6] = [5, 6].map((line) => `Not valid TOML: … (/app/fastly.toml:${line})`);
    const twice = "ERROR: (5, 1): The following key was defined twice: name.";
    assert.equal(judge({ cliError: twice, ourError: atLine5 }).verdict, "refused by both");
    assert.equal(judge({ cliError: twice, ourError: atLine6 }).verdict, "differ");
    assert.equal(judge({ cliError: twice, ourError: blank }).unexplained.length, 2);
  });

  it("sets the values that the component calls missing, with its own commands", () => {
    const message = `pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname>
  pulumi config set --path 'fastly-compute:edge.logEndpoints.access.https.url' <url>
  or, to deploy without it: pulumi config set --path 'fastly-compute:edge.logEndpoints.access.enabled' false
  or, to deploy without it: pulumi config set --path 'fastly-compute:edge.logEndpoints.other.enabled' false
  pulumi config set --secret --path 'fastly-compute:edge-secrets.secretStores["a b"].entries.KEY' <value>`;
    assert.deepEqual(fillIn({}, message), {
      backends: { api: { address: FILLED_IN } },
      logEndpoints: { access: { https: { url: `https://${FILLED_IN}` } }, other: { enabled: false } },
      secretStores: { "a b": { entries: { KEY: FILLED_IN } } },
    });
  });

  it("holds for real manifests: a sample, and all of them with npm run parity", async function () {
    const manifests = [...corpus(this as unknown as Parameters<typeof corpus>[0])];
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      this.skip();
    }
    const chosen = manifests.filter((_, index) => process.env.TEST_LONG !== undefined || index % 15 === 0);
    for (const [name, manifest] of chosen) {
      assert.deepEqual((await compareDeployments(manifest)).unexplained, [], name);
      if (hasServiceId(manifest)) {
        assert.deepEqual((await compareOnExisting(manifest)).unexplained, [], `${name}, on a service that exists`);
        assert.deepEqual((await compareWithUnknownService(manifest)).unexplained, [], `${name}, with an unknown id`);
      }
    }
  });
});
