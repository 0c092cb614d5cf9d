import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { removeProjects, TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";
import { stackOfSuite } from "../support/suite";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"
[setup.dictionaries.settings.items.count]
input_type = "integer"
[setup.config_stores.cfg.items.mail]
input_type = "email"
[setup.kv_stores.kv.items.site]
input_type = "url"
[setup.secret_stores.keys.entries.TOKEN]
`;

/** The arguments of a correct program, so that one thing is wrong at a time. */
const RIGHT: Args = {
  dictionaries: { settings: { items: { count: "1" } } },
  configStores: { cfg: { items: { mail: "a@example.com" } } },
  kvStores: { kv: { items: { site: "https://example.com" } } },
  secretStores: { keys: { entries: { TOKEN: "t" } } },
};

/** Each checked argument that may be known later: a wrong value, and its place. */
const WRONG: [string, value: unknown, at: (value: never) => Args][] = [
  ["a URL as an address", "https://api.example.com/x", (address) => ({ backends: { api: { address } } })],
  ["an address with a port", "api.example.com:443", (address) => ({ backends: { api: { address } } })],
  ["a bracketed address with a port", "[2001:db8::1]:443", (address) => ({ backends: { api: { address } } })],
  ["an empty address", "", (address) => ({ backends: { api: { address } } })],
  ["no address", undefined, (address) => ({ backends: { api: { address } } })],
  ["an address that is a number", 7, (address) => ({ backends: { api: { address } } })],
  ["a port out of range", 99_999, (port) => ({ backends: { api: { address: "a.example.com", port } } })],
  ["a port that is no whole number", 1.5, (port) => ({ backends: { api: { address: "a.example.com", port } } })],
  ["a switch that is a text", "yes", (useSsl) => ({ backends: { api: { address: "a.example.com", useSsl } } })],
  [
    "no path of a health check",
    undefined,
    (path) => ({ backends: { api: { address: "a.example.com", healthcheck: { path } } } }),
  ],
  ["an item of another type", "many", (count) => ({ dictionaries: { settings: { items: { count } } } })],
  ["an item without a value", undefined, (count) => ({ dictionaries: { settings: { items: { count } } } })],
  ["an item that is too long", "x".repeat(8001), (a) => ({ dictionaries: { settings: { items: { count: "1", a } } } })],
  ["no mail address", "me", (mail) => ({ configStores: { cfg: { items: { mail } } } })],
  ["no URL", "ftp://x", (site) => ({ kvStores: { kv: { items: { site } } } })],
  ["an empty secret", "", (TOKEN) => ({ secretStores: { keys: { entries: { TOKEN } } } })],
  ["no secret", undefined, (TOKEN) => ({ secretStores: { keys: { entries: { TOKEN } } } })],
  ["an empty id of a store", "", (existingId) => ({ kvStores: { ...RIGHT.kvStores, other: { existingId } } })],
  ["no URL of a log endpoint", undefined, (url) => ({ logEndpoints: { logs: { https: { url } } } })],
  ["no HTTPS URL of a log endpoint", "logs.example.com", (url) => ({ logEndpoints: { logs: { https: { url } } } })],
  ["an empty URL of a log endpoint", "", (url) => ({ logEndpoints: { logs: { https: { url } } } })],
  [
    "one of two credentials",
    "",
    (s3SecretKey) => ({ logEndpoints: { logs: { s3: { bucketName: "b", s3AccessKey: "k", s3SecretKey } } } }),
  ],
  ["no workspace", undefined, (workspaceId) => ({ products: { ngwaf: { workspaceId } } })],
];

describe("a wrong value", function () {
  this.timeout(60_000);
  const test = stackOfSuite({ manifest: MANIFEST });

  for (const [what, value, at] of WRONG) {
    it(`gets the same error whether it is known now or later: ${what}`, async () => {
      const declare = (given: unknown) => test.declare({ ...RIGHT, ...at(given as never) });
      declare(value);
      const literal = await test.refused();
      assert.match(literal, /^ComputeService "edge": 1 problem \[component-unusable\]\n/);
      const { errors } = await test.run("up");
      declare(pulumi.output(value));
      assert.equal(await test.refused(), literal);
      assert.deepEqual((await test.run("up")).errors, errors);
      declare(new Promise((resolve) => setTimeout(() => resolve(value), 5)));
      assert.equal(await test.refused(), literal);
    });
  }

  it("is not quoted when it is a secret", async () => {
    test.declare({ ...RIGHT, backends: { api: { address: pulumi.secret("https://hunter2.example.com") } } });
    const told = await test.refused();
    assert.match(told, /to be a hostname or an IP address but got a secret/);
    assert.doesNotMatch(told, /hunter2/);
    // The provider would show the URL.
    for (const url of ["logs.example.com?token=hunter2", "http://logs.example.com/hunter2", "https:///hunter2"]) {
      test.declare({ ...RIGHT, logEndpoints: { logs: { https: { url: pulumi.secret(url) } } } });
      const told = await test.refused();
      assert.match(
        told,
        /\(HTTPS\) needs a \[url\] that begins with https:\/\/ and a host but got a secret \[log-url-unfit\]/,
      );
      assert.doesNotMatch(told, /hunter2/);
    }
  });

  it("gets an error that asks for a plain value where an output is not allowed, such as a package's path", async () => {
    test.declare({ ...RIGHT, package: { path: pulumi.output("pkg/shop.tar.gz") as never } });
    assert.match(
      await test.refused(),
      /Expected \[package.path\] to be a string but got an output or a secret \[argument-not-plain\]\n {2}Give a plain value\. /,
    );
  });

  it("is no value that turns out to be undefined: it counts as left out", async () => {
    const open = pulumi.output(undefined) as never;
    test.declare({
      ...RIGHT,
      backends: {
        api: {
          address: pulumi.output("[2001:db8::1]"),
          port: open,
          useSsl: open,
          sslCheckCert: open,
          overrideHost: open,
          healthcheck: { path: "/", host: open },
        },
        name: { address: pulumi.output("a.example.com"), sslCertHostname: open, sslSniHostname: open },
      },
    });
    await test.succeed("preview");
    await test.succeed();
    const backends = test.fastly.service("shop").versions.at(-1)?.backends ?? [];
    const told = backends.map(({ name, address, port, use_ssl, ssl_cert_hostname, override_host }) =>
      [name, address, port, use_ssl, ssl_cert_hostname, override_host].map((field) => field ?? null),
    );
    assert.deepEqual(told.sort(), [
      ["api", "2001:db8::1", 443, true, null, null],
      ["name", "a.example.com", 443, true, "a.example.com", "a.example.com"],
    ]);
    await test.assertUnchanged();
  });
});

describeOnEachEngine("a wrong value from another resource", function (engine) {
  this.timeout(240_000);
  after(removeProjects);

  it("is refused before anything depends on it", async () => {
    const test = await testStack({
      engine,
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM },
      program: `
const fastly = require("@pulumi/fastly");
const from = new fastly.Configstore("from", { name: "https://api.example.com/" });
new ComputeService("edge", { directory: "./app", ...${JSON.stringify(RIGHT)}, backends: { api: { address: from.name, port: from.id.apply(() => 0) } } });`,
    });
    try {
      const preview = await test.show("preview");
      assert.equal(preview.ok, false, preview.text);
      const up = await test.show("up");
      assert.equal(up.ok, false);
      assert.match(
        up.text,
        /"edge": 2 problems \[component-unusable\]\n.*\[backends.api.address\] to be a hostname or an IP address but got "https:/,
      );
      assert.match(up.text, /\[backends.api.port\] to be a port but got 0/);
      assert.deepEqual(test.writes(), ["POST /resources/stores/config"]);
      test.edit("index.js", "from.id.apply(() => 0)", "443");
      test.edit("index.js", "address: from.name", 'address: from.name.apply(() => "api.example.com")');
      const fixed = await test.show("up");
      assert.ok(fixed.ok, fixed.text);
    } finally {
      await test.stop();
    }
  });
});
