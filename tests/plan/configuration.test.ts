import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { FILE_ELSEWHERE, type Reading } from "../../sdk/checks/reading";
import { ComputeError } from "../../sdk/errors";
import { withConfiguration } from "../../sdk/plan/configuration";
import { formerNames } from "../../sdk/pulumi/place";

describe("values of the stack's configuration", () => {
  afterEach(() => pulumi.runtime.setAllConfig({}));

  const configure = (values: Record<string, unknown>, secretKeys: string[] = []) =>
    pulumi.runtime.setAllConfig(
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)])),
      secretKeys,
    );

  it("come after the program's arguments, member by member", () => {
    configure({ "fastly-compute:edge": { backends: { api: { address: "config.example.com", port: 8443 } } } });
    assert.deepEqual(
      withConfiguration("edge", { directory: "./app", backends: { api: { address: "program.example.com" } } }),
      { directory: "./app", backends: { api: { address: "program.example.com", port: 8443 } } },
    );
  });

  // A release would watch without end: `seconds: config.getNumber("seconds")` may be undefined.
  it("and arguments have no undefined members, so that a default applies", () => {
    configure({ "fastly-compute:edge": { backends: { api: { address: "a.example.com" } } } });
    const output = pulumi.output("x");
    const given = {
      directory: ".",
      serviceName: undefined,
      backends: { api: undefined, other: { address: "b.example.com", port: undefined, shield: output } },
      release: { checks: [{ path: undefined, json: { "/a": undefined } }], after: { seconds: undefined } },
    };
    const args = withConfiguration("edge", given as never);
    const expected = {
      directory: ".",
      backends: { api: { address: "a.example.com" }, other: { address: "b.example.com", shield: output } },
      release: { checks: [{ json: {} }], after: {} },
    };
    assert.deepStrictEqual(args, expected);
    assert.equal(args.backends?.other?.shield, output);
  });

  it("belong to one component", () => {
    configure({ "fastly-compute:other": { backends: { api: { address: "a.example.com" } } } });
    assert.deepEqual(withConfiguration("edge", { directory: "." }), { directory: "." });
  });

  it("follow a renamed component, and the new name comes first", () => {
    configure({
      "fastly-compute:edge": { backends: { api: { address: "old.example.com", port: 8443 } } },
      "fastly-compute:edge-secrets": { serviceName: "shop" },
      "fastly-compute:front": { backends: { api: { address: "new.example.com" } } },
    });
    const aliases = [
      "urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge",
      { name: "front" },
      { type: "x" },
    ];
    assert.deepEqual(formerNames("front", { aliases }), ["edge"]);
    assert.deepEqual(withConfiguration("front", { directory: "." }, formerNames("front", { aliases })), {
      directory: ".",
      serviceName: "shop",
      backends: { api: { address: "new.example.com", port: 8443 } },
    });
  });

  it("become texts again when pulumi config turned them into numbers", () => {
    configure({ "fastly-compute:edge": { dictionaries: { settings: { items: { retries: 3, on: true } } } } });
    assert.deepEqual(withConfiguration("edge", { directory: "." }).dictionaries, {
      settings: { items: { retries: "3", on: "true" } },
    });
    configure({
      "fastly-compute:edge": {
        backends: { api: { port: 8443, useSsl: true, minTlsVersion: 1.2, address: 7 } },
        logEndpoints: { logs: { bigquery: { projectId: 12 } } },
        products: { ngwaf: { workspaceId: 42 } },
        domains: [5],
        serviceName: 9,
      },
    });
    assert.deepEqual(withConfiguration("edge", { directory: "." }), {
      directory: ".",
      backends: { api: { port: 8443, useSsl: true, minTlsVersion: "1.2", address: "7" } },
      logEndpoints: { logs: { bigquery: { projectId: "12" } } },
      products: { ngwaf: { workspaceId: "42" } },
      domains: ["5"],
      serviceName: "9",
    });
  });

  it("under a secret key are secret, except kinds of settings that are public", async () => {
    configure(
      {
        "fastly-compute:edge": {
          backends: { api: { address: "a.example.com", port: 443, sslClientKey: "KEY" } },
          dictionaries: { settings: { items: { k: "v" } } },
          secretStores: { keys: { entries: { TOKEN: "t" } } },
          logEndpoints: {
            access: { enabled: true, https: { url: "https://x/token" }, syslog: { address: "h", port: 1 } },
          },
          generatedDomain: false,
        },
      },
      ["fastly-compute:edge"],
    );
    const args = withConfiguration("edge", { directory: "." });
    const { api } = args.backends ?? {};
    const { access } = args.logEndpoints ?? {};
    assert.deepEqual(
      [api?.address, api?.port, args.generatedDomain, access?.enabled],
      ["a.example.com", 443, false, true],
    );
    assert.deepEqual([access?.syslog?.address, access?.syslog?.port], ["h", 1]);
    for (const secret of [
      api?.sslClientKey,
      args.dictionaries?.settings?.items?.k,
      args.secretStores?.keys?.entries?.TOKEN,
      access?.https?.url,
    ]) {
      assert.ok(pulumi.Output.isInstance(secret));
      assert.equal(await pulumi.isSecret(secret as pulumi.Output<string>), true);
    }
  });

  it("may be in a second key for secrets", async () => {
    configure(
      {
        "fastly-compute:edge": { dictionaries: { settings: { items: { open: "1" } } } },
        "fastly-compute:edge-secrets": { dictionaries: { settings: { items: { hidden: "2" } } } },
      },
      ["fastly-compute:edge-secrets"],
    );
    const { items } = withConfiguration("edge", { directory: "." }).dictionaries?.settings ?? {};
    assert.equal(items?.open, "1");
    assert.ok(pulumi.Output.isInstance(items?.hidden));
  });

  it("that are no object, or in an unknown section, are refused without being shown", () => {
    configure({ "fastly-compute:edge": "hunter2" });
    assert.throws(() => withConfiguration("edge", { directory: "." }), {
      message:
        "The configuration fastly-compute:edge is not an object [configuration-not-object]\n" +
        "Set each value with --path. Run, for example: pulumi config set --path 'fastly-compute:edge.backends.api.address' api.example.com",
    });
    configure({ "fastly-compute:edge": { backend: {} } });
    assert.throws(
      () => withConfiguration("edge", { directory: "." }),
      /has an unknown section "backend" \[configuration-section-unknown\]/,
    );
  });

  it("may name a KV file in the project, or elsewhere if the program names the same file", () => {
    for (const [configured, given, isRefused] of [
      ["kv.json", undefined, false],
      ["../kv.json", undefined, true],
      ["/proc/self/environ", undefined, true],
      ["a/../../kv.json", "../other.json", false],
      ["../kv.json", "../kv.json", false],
    ] as const) {
      configure({ "fastly-compute:edge": { kvStores: { kv: { file: configured } } } });
      const args = { directory: ".", kvStores: { kv: given === undefined ? {} : { file: given } } };
      const reading = { given: args, args: withConfiguration("edge", args), project: { directory: "/work/app" } };
      const error = FILE_ELSEWHERE.find(reading as unknown as Reading);
      if (isRefused) {
        assert.ok(error instanceof ComputeError);
        assert.equal(error.code, "configured-file-outside");
        assert.deepEqual(error.facts, { file: configured, owner: 'KV store "kv"', noun: "KV store" });
      } else {
        assert.equal(error, undefined);
      }
    }
  });
});
