import assert from "node:assert/strict";
import type { RunOptions, RunResult } from "../../local/index";
import { asFastly, needsBothProviders } from "../support/fastlyVersion";
import type { Args, InlineStack } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"
description = "The shop"

[setup.backends.api]
address = "api.example.com"

[setup.config_stores.flags.items.beta]
value = "on"

[setup.kv_stores.pages.items.index]
value = "hello"

[setup.dictionaries.settings.items.region]
value = "eu"
`;

/** Something of every kind, in a form that both versions of the provider accept. */
const EVERYTHING: Args = {
  domains: ["www.example.com"],
  backends: { api: { healthcheck: { path: "/", headers: ["A: b"] } }, ip: { address: "192.0.2.1", port: 80 } },
  secretStores: { keys: { entries: { TOKEN: "s3cr3t" } } },
  logEndpoints: {
    web: { https: { url: "https://logs.example.com" } },
    files: { s3: { bucketName: "logs", s3AccessKey: "AKIA", s3SecretKey: "s3cr3t", processingRegion: "eu" } },
  },
  products: { fanout: true, ddosProtection: { mode: "block" }, ngwaf: { workspaceId: "ws" } },
};

/**
 * The state of version 12 has less of the Next-Gen WAF. For version 11 that is a difference, and no way around it is
 * known.
 */
const WITHOUT_WAF: Args = { ...EVERYTHING, products: { fanout: true, ddosProtection: { mode: "block" } } };

/**
 * The program names every default that is no zero value. So the state lists no defaults, and after a refresh has no
 * such list.
 */
const TIMES = {
  betweenBytesTimeout: 10_000,
  connectTimeout: 1000,
  firstByteTimeout: 15_000,
  maxConn: 200,
  preferIpv6: true,
  weight: 100,
};
const SYSLOG = { address: "logs.example.com", messageType: "classic", port: 514, processingRegion: "none" };

type Major = 11 | 12;

/** The enabled products at Fastly. */
const products = ({ fastly }: InlineStack) => Object.keys(fastly.service("shop").products).sort();

const succeed = (
  test: InlineStack,
  major: Major,
  operation: Parameters<InlineStack["succeed"]>[0],
  options?: RunOptions,
) => asFastly(major, () => test.succeed(operation, options));

async function assertUnchanged(test: InlineStack, major: Major, options?: RunOptions): Promise<void> {
  test.writes();
  for (const operation of ["preview", "up"] as const) {
    const { changes }: RunResult = await succeed(test, major, operation, options);
    assert.deepEqual(Object.keys(changes), ["same"], `${operation} with ${major}`);
  }
  assert.deepEqual(test.writes(), []);
}

describe("the two versions of the Fastly provider", function () {
  this.timeout(240_000);
  needsBothProviders();
  const test = stackOfEachTest({ manifest: MANIFEST });

  for (const [from, to] of [
    [11, 12],
    [12, 11],
  ] as const) {
    it(`a stack goes from ${from} to ${to} and back with a clean preview, refreshed or not`, async () => {
      test.declare(WITHOUT_WAF);
      await succeed(test, from, "up");
      await assertUnchanged(test, from);
      await assertUnchanged(test, to);
      await succeed(test, to, "refresh");
      await assertUnchanged(test, to);
      await assertUnchanged(test, from);
      await succeed(test, from, "up", { refresh: true });
      await assertUnchanged(test, to, { refresh: true });
      test.declare({ ...WITHOUT_WAF, domains: ["shop.example.com"] });
      const { changes } = await succeed(test, to, "up");
      assert.equal(changes.update, 1);
      await succeed(test, from, "destroy");
      assert.deepEqual(test.fastly.services(), []);
    });
  }

  it("a stack with the Next-Gen WAF moves from 11 to 12 cleanly, and back with one new version", async () => {
    test.declare(EVERYTHING);
    await succeed(test, 11, "up");
    await assertUnchanged(test, 12);
    await succeed(test, 12, "refresh");
    await assertUnchanged(test, 12);
    assert.equal((await succeed(test, 11, "up")).changes.update, 1);
    assert.deepEqual(products(test), ["ddos_protection", "fanout", "ngwaf"]);
    await assertUnchanged(test, 11);
  });

  for (const major of [11, 12] as const) {
    /** The state at Fastly without the argument, and after it was given, refreshed and left out again. */
    const LEFT_OUT: Record<string, { given: Args; left?: Args; seen: (test: InlineStack) => unknown }> = {
      stage: {
        given: { stage: true, backends: { a: { address: "new.example.com" } } },
        left: { backends: { a: { address: "newer.example.com" } } },
        seen: ({ fastly }) => fastly.service("shop").versions.some(({ staging, active }) => staging && active),
      },
      activate: {
        given: { activate: false, backends: { a: { address: "new.example.com" } } },
        left: { backends: { a: { address: "new.example.com" } } },
        seen: ({ fastly }) => fastly.service("shop").versions.at(-1)?.active,
      },
      comment: { given: { comment: "Words" }, seen: ({ fastly }) => fastly.service("shop").comment },
      "what a backend, its health check and a log endpoint have": {
        given: {
          backends: {
            api: {
              ...TIMES,
              shield: "frankfurt-de",
              sslClientCert: "cert",
              sslClientKey: "key",
              healthcheck: { path: "/", checkInterval: 60_000 },
            },
          },
          logEndpoints: { web: { syslog: { ...SYSLOG, useTls: true } } },
        },
        left: {
          backends: { api: { ...TIMES, healthcheck: { path: "/" } } },
          logEndpoints: { web: { syslog: SYSLOG } },
        },
        seen: ({ fastly }) => {
          const { backends = [], healthchecks = [], logging } = fastly.service("shop").versions.at(-1) ?? {};
          const { shield, max_conn, weight, ssl_client_cert, ssl_client_key } = backends[0] ?? {};
          const [endpoint] = (logging ?? []) as unknown as Record<string, unknown>[];
          return {
            backend: [shield || null, max_conn, weight, ssl_client_cert || null, ssl_client_key || null],
            interval: healthchecks[0]?.check_interval === 60_000,
            endpoint: endpoint && [Boolean(Number(endpoint.use_tls)), endpoint.log_processing_region],
          };
        },
      },
    };

    for (const [title, { given, left = {}, seen }] of Object.entries(LEFT_OUT)) {
      it(`${major}: after a refresh, ${title} gets its default again when the program leaves it out`, async () => {
        test.declare(left);
        await succeed(test, major, "up");
        const before = seen(test);
        test.declare(given);
        await succeed(test, major, "up");
        await succeed(test, major, "refresh");
        test.declare(left);
        await succeed(test, major, "up");
        assert.deepEqual(seen(test), before);
        await assertUnchanged(test, major);
      });
    }

    it(`${major}: a store without forceDestroy any more is kept, after a refresh too`, async () => {
      test.declare({ kvStores: { pages: { forceDestroy: true } } });
      await succeed(test, major, "up");
      await succeed(test, major, "refresh");
      test.declare({});
      await succeed(test, major, "up");
      await succeed(test, major, "destroy");
      assert.deepEqual(Object.keys(test.fastly.stores().kv), ["shop-dev-edge-pages"]);
    });

    it(`${major}: products that the program leaves out are switched off, and others stay as they are`, async () => {
      test.declare(EVERYTHING);
      await succeed(test, major, "up");
      assert.deepEqual(products(test), ["ddos_protection", "fanout", "ngwaf"]);
      test.declare({ ...EVERYTHING, products: { fanout: true } });
      await succeed(test, major, "up");
      assert.deepEqual(products(test), ["fanout"]);
      await succeed(test, major, "refresh");
      await assertUnchanged(test, major);

      // Removing the last product must not disable one that something else enabled.
      await test.call("PUT", `/enabled-products/v1/websockets/services/${test.fastly.service("shop").id}`, {});
      test.declare({ ...EVERYTHING, products: { fanout: false } });
      await succeed(test, major, "up");
      assert.deepEqual(products(test), ["websockets"]);
      await assertUnchanged(test, major);

      test.declare({ ...EVERYTHING, products: undefined });
      await succeed(test, major, "up");
      assert.deepEqual(products(test), []);
      await assertUnchanged(test, major);
    });
  }

  it("12: Bot Management is enabled, configured, and switched off when left out, before and after a refresh", async () => {
    const products12 = { fanout: true, domainInspector: true, botManagement: { contentguard: "on" } };
    for (const refreshed of [false, true]) {
      test.declare({ products: products12 });
      await succeed(test, 12, "up");
      assert.deepEqual(products(test), ["bot_management", "domain_inspector", "fanout"]);
      if (refreshed) {
        await succeed(test, 12, "refresh");
      }
      await assertUnchanged(test, 12);
      test.declare({ products: { fanout: true } });
      await succeed(test, 12, "up");
      assert.deepEqual(products(test), ["fanout"]);
      await assertUnchanged(test, 12);
    }
  });

  for (const [major, given, argument] of [
    [11, { products: { botManagement: { contentguard: "on" } } }, "products.botManagement"],
    [11, { backends: { api: { maxUse: 5 } } }, "backends.api.maxUse"],
    [11, { backends: { api: { maxLifetime: 5 } } }, "backends.api.maxLifetime"],
    [12, { products: { ngwaf: { workspaceId: "ws", trafficRamp: 5 } } }, "products.ngwaf.trafficRamp"],
  ] as const) {
    it(`${major}: ${argument} is refused before anything is created`, async () => {
      test.declare(given);
      const said = await asFastly(major, () => test.refused());
      assert.match(
        said,
        new RegExp(`\\[${argument}\\] needs version ${23 - major} of @pulumi/fastly, but version ${major} is`),
      );
    });
  }

  it("12: a backend gets its connection limits", async () => {
    test.declare({ backends: { api: { maxUse: 5, maxLifetime: 6 } } });
    await succeed(test, 12, "up");
    const [backend] = test.fastly.service("shop").versions.at(-1)?.backends ?? [];
    assert.deepEqual([backend?.max_use, backend?.max_lifetime], [5, 6]);
    await assertUnchanged(test, 12);
  });
});
