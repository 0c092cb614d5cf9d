import assert from "node:assert/strict";
import { join } from "node:path";
import type { DeployedService } from "../../local/api/deployed";
import type { AclEntry } from "../../local/api/state";
import type { LocalFastly, RunResult, Stack } from "../../local/index";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import type { KindName } from "../../sdk/setup/kinds";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { localStack } from "../support/engines";
import { fieldsOf, loggingTypes } from "../support/fastlyTypings";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { fastlyOfSuite } from "../support/suite";

const MANIFEST = 'manifest_version = 3\nname = "all-kinds"\nlanguage = "other"\n';

/** One thing that a setup can declare, with its content at Fastly. `undefined` when it is gone. */
interface Kind {
  title: string;
  created: Partial<ComputeServiceArgs>;
  changed: Partial<ComputeServiceArgs>;
  live(service: DeployedService, stores: ReturnType<LocalFastly["stores"]>, acls: Record<string, AclEntry[]>): unknown;
  expected: { created: unknown; changed: unknown; removed?: unknown };
}

/**
 * One thing of each kind, or the test that covers the kind. A record, so that the compiler notices a forgotten kind.
 */
const SETUP: Record<KindName, Kind | { elsewhere: string }> = {
  domains: {
    title: "a domain",
    created: { domains: ["www.example.com"] },
    changed: { domains: ["shop.example.com"] },
    live: ({ domains }) => domains.filter((name) => name.endsWith(".example.com")),
    expected: { created: ["www.example.com"], changed: ["shop.example.com"], removed: [] },
  },
  backends: {
    title: "a backend with its health check",
    created: { backends: { api: { address: "a.example.com", healthcheck: { path: "/up" } } } },
    changed: { backends: { api: { address: "b.example.com", healthcheck: { path: "/ready" } } } },
    live: ({ backends, healthchecks }) => backends.api && [backends.api.address, healthchecks.api?.path],
    expected: { created: ["a.example.com", "/up"], changed: ["b.example.com", "/ready"] },
  },
  healthchecks: { elsewhere: "kinds.test.ts: with their backends" },
  dictionaries: {
    title: "a dictionary",
    created: { dictionaries: { settings: { items: { region: "eu", old: "1" } } } },
    changed: { dictionaries: { settings: { items: { region: "us", fresh: "2" } } } },
    live: ({ dictionaries }) => dictionaries.settings,
    expected: { created: { region: "eu", old: "1" }, changed: { region: "us", fresh: "2" } },
  },
  configStores: {
    title: "a config store",
    created: { configStores: { cfg: { items: { region: "eu", old: "1" }, forceDestroy: true } } },
    changed: { configStores: { cfg: { items: { region: "us", fresh: "2" }, forceDestroy: true } } },
    live: ({ links }, { config }) => links.cfg && config[links.cfg.store],
    expected: { created: { region: "eu", old: "1" }, changed: { region: "us", fresh: "2" } },
  },
  kvStores: {
    title: "a KV store",
    created: { kvStores: { data: { items: { region: "eu", old: "1" }, forceDestroy: true } } },
    changed: { kvStores: { data: { items: { region: "us", fresh: "2" }, forceDestroy: true } } },
    live: ({ links }, { kv }) => links.data && kv[links.data.store],
    expected: { created: { region: "eu", old: "1" }, changed: { region: "us", fresh: "2" } },
  },
  secretStores: {
    title: "a secret store",
    created: { secretStores: { keys: { entries: { TOKEN: "t-1", OLD: "o-1" }, forceDestroy: true } } },
    changed: { secretStores: { keys: { entries: { TOKEN: "t-2", FRESH: "f-1" }, forceDestroy: true } } },
    live: ({ links }, { secret }) => links.keys && secret[links.keys.store],
    expected: { created: { TOKEN: "t-1", OLD: "o-1" }, changed: { TOKEN: "t-2", FRESH: "f-1" } },
  },
  acls: {
    title: "an access control list",
    created: { acls: { blocked: { entries: { "192.0.2.0/24": "block", "192.0.2.9": "allow" }, forceDestroy: true } } },
    changed: {
      acls: { blocked: { entries: { "192.0.2.0/24": "allow", "198.51.100.7": "block" }, forceDestroy: true } },
    },
    live: ({ links }, _, acls) =>
      links.blocked &&
      Object.fromEntries((acls[links.blocked.store] ?? []).map(({ prefix, action }) => [prefix, action])),
    expected: {
      created: { "192.0.2.0/24": "BLOCK", "192.0.2.9/32": "ALLOW" },
      changed: { "192.0.2.0/24": "ALLOW", "198.51.100.7/32": "BLOCK" },
    },
  },
  logEndpoints: { elsewhere: "kinds.test.ts: each provider by itself" },
  products: {
    title: "products",
    created: { products: { fanout: true, ddosProtection: { mode: "log" } } },
    changed: { products: { websockets: true, ddosProtection: { mode: "block" } } },
    live: ({ products }) => Object.keys(products).sort(),
    expected: { created: ["ddos_protection", "fanout"], changed: ["ddos_protection", "websockets"], removed: [] },
  },
  certificates: { elsewhere: "ownCertificates.test.ts" },
  imageOptimizer: { elsewhere: "imageOptimizer.test.ts" },
};

/** A log endpoint with every setting that the provider requires, then with another value for each. */
function logKind({ key, title, property, required, oneOf }: (typeof PROVIDERS)[number]): Kind {
  const types = new Map(fieldsOf(loggingTypes().get(property) ?? "").map(({ name, type }) => [name, type]));
  const names = [...new Set([...required, ...(oneOf?.[0] ?? [])])];
  const settings = (round: number) =>
    Object.fromEntries(names.map((name) => [name, valueFor(name, types.get(name) ?? "", round)]));
  const endpoint = (round: number) => ({ logEndpoints: { [`to-${key}`]: { [key]: settings(round) } } });
  const seen = (round: number) => Object.values(settings(round)).map(String).sort();
  return {
    title: `a log endpoint of ${title}`,
    created: endpoint(1),
    changed: endpoint(2),
    live: ({ logEndpoints }) => {
      const live = logEndpoints[`to-${key}`];
      return live && given(Object.values(live.settings).map(String));
    },
    expected: { created: seen(1), changed: seen(2) },
  };
}

function valueFor(name: string, type: string, round: number): string | number {
  if (type.includes("number")) {
    return 7_000 + round;
  }
  const value = `given-${round}-${name}`;
  return /url/i.test(name) ? `https://${value}.example.com` : value;
}

/** The settings that the test gave, without those that Fastly added. */
function given(values: string[]): string[] {
  return values.filter((value) => value.includes("given-") || /^700\d$/.test(value)).sort();
}

const PROVIDERS = [...LOG_PROVIDERS.values()];
const KINDS = [...Object.values(SETUP).filter((each) => "title" in each), ...PROVIDERS.map(logKind)];

/** The arguments of all kinds together. */
function together(stage: "created" | "changed"): Partial<ComputeServiceArgs> {
  const logEndpoints = Object.assign({}, ...KINDS.map((kind) => kind[stage].logEndpoints ?? {}));
  return Object.assign({}, ...KINDS.map((kind) => kind[stage]), { logEndpoints });
}

describe("everything that a setup can declare", function () {
  this.timeout(120_000);
  const fastly = fastlyOfSuite();
  const live: Record<string, Parameters<Kind["live"]>> = {};
  const repeated: Record<string, { changes: RunResult["changes"]; requests: string[] }> = {};

  before(async () => {
    const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    let args: Partial<ComputeServiceArgs> = {};
    const program = async () => {
      new ComputeService("edge", { directory, writeServiceId: false, ...args });
    };
    const stack = localStack({ program, fastly, stateDirectory: join(directory, ".state") });
    for (const [stage, wanted] of [
      ["created", together("created")],
      ["changed", together("changed")],
      ["removed", {}],
    ] as const) {
      args = wanted;
      await succeed(stack, "preview");
      await succeed(stack, "up");
      const acls = Object.fromEntries(fastly.state().acls.map(({ name, entries }) => [name, entries]));
      live[stage] = [fastly.deployed("all-kinds"), fastly.stores(), acls];
      fastly.clearRequests();
      const { changes } = await succeed(stack, "up");
      const requests = fastly.requests
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => method + path);
      repeated[stage] = { changes, requests };
    }
    await succeed(stack, "destroy");
  });
  after(removeProjects);

  for (const { title, live: look, expected } of KINDS) {
    it(`${title}: is created, changed and removed`, () => {
      const at = (stage: string) => {
        return look(...(live[stage] ?? assert.fail(stage)));
      };
      assert.deepEqual(
        [at("created"), at("changed"), at("removed")],
        [expected.created, expected.changed, expected.removed],
      );
    });
  }

  for (const stage of ["created", "changed", "removed"]) {
    it(`does not change in a second up, once it is ${stage}`, () => {
      const { changes, requests } = repeated[stage] ?? assert.fail(stage);
      assert.deepEqual(Object.keys(changes), ["same"]);
      assert.deepEqual(requests, []);
    });
  }

  it("makes one version per up with all changes of versioned parts", () => {
    assert.deepEqual(
      ["created", "changed", "removed"].map((stage) => live[stage]?.[0].activeVersion),
      [1, 2, 3],
    );
  });

  it("is deleted by destroy, with those stores that have forceDestroy", () => {
    assert.deepEqual(fastly.services(), []);
    assert.deepEqual(fastly.stores(), { config: {}, kv: {}, secret: {} });
    assert.deepEqual(fastly.state().acls, []);
  });
});

async function succeed(stack: Stack, operation: "preview" | "up" | "destroy"): Promise<RunResult> {
  const result = await stack[operation]();
  assert.deepEqual(result.errors, []);
  assert.ok(result.ok);
  return result;
}
