import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { activeVersion, type Service } from "../../local/api";
import { removeProjects, TINY_WASM } from "../support/project";
import type { TestStack } from "../support/stack";
import { type Call, callsOf, DISTURBANCES, type Disturbance, disturbedRun, Snapshot } from "../support/sweep";

const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);
const MENDED_WASM = Buffer.concat([OTHER_WASM, Buffer.from([0, 1, 0])]);
const manifest = (host: string, value: string) => `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]
address = "${host}"

[setup.dictionaries.settings.items.region]
value = "${value}"

[setup.config_stores.cfg.items.key]
value = "${value}"

[setup.kv_stores.data.items.greeting]
value = "${value}"

[setup.secret_stores.keys.entries.TOKEN]
`;
const BEFORE = manifest("old.example.com", "old");
const AFTER = manifest("api.example.com", "new");
const program = (args: string) => `const manifest = require("node:fs").readFileSync("app/fastly.toml", "utf8");
const value = /region.\\s+value = "(\\w+)"/.exec(manifest)[1];
new ComputeService("edge", { directory: "./app"${args} });`;
/** Arguments for what the manifest cannot say. The secret and the health check follow the manifest's value. */
const PROGRAM = program(`,
  logEndpoints: { access: { https: { url: "https://logs.example.com" } } },
  backends: { api: { healthcheck: { path: "/" + value } } },
  kvStores: { data: { directory: { path: "site" } } },
  secretStores: { keys: { entries: { TOKEN: value } } },
  products: { fanout: value === "new" }`);
/** Uses the staging network, with a check that needs no answer of the service. */
const RELEASE = '{ settleSeconds: 0, checks: [{ command: "true" }], before: {}, after: { seconds: 0 } }';
/** The same with a copy that has another backend, and another link to a store. */
const REHEARSED = RELEASE.replace(
  "before: {}",
  'before: { backends: { api: { address: "staging.example.com" } }, stores: { cfg: { existingName: "shop-dev-edge-cfg" } } }',
);
/** Fails while there is a file "bad". */
const FAILING_RELEASE = '{ settleSeconds: 0, checks: [{ command: "test ! -e bad", timeoutSeconds: 1 }] }';
/** So many files that they are sent in a batch, after the existing keys were read. */
const site = (value: string) =>
  Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`page ${index}`, `${value} ${index}`]));
const siteFiles = (value: string) =>
  Object.fromEntries(Object.entries(site(value)).map(([name, text]) => [`app/site/${name}`, text]));
const FILES = { "app/fastly.toml": BEFORE, "app/bin/main.wasm": TINY_WASM, ...siteFiles("old") };

async function succeed(run: Promise<{ ok: boolean; text: string }>): Promise<void> {
  const { ok, text } = await run;
  assert.ok(ok, text);
}

function change(test: TestStack): void {
  const id = /^service_id.*\n/m.exec(test.read("app/fastly.toml"))?.[0] ?? "";
  test.write("app/fastly.toml", id + AFTER);
  test.write("app/bin/main.wasm", OTHER_WASM);
  for (const [file, text] of Object.entries(siteFiles("new"))) {
    test.write(file, text);
  }
}

/** Asserts that everything in the program is live, once, and that the manifest names it. */
function assertComplete(test: TestStack): void {
  assert.equal(test.fastly.services().length, 1);
  const [service] = test.fastly.services() as [Service];
  const version = activeVersion(service);
  assert.ok(version?.package);
  assert.deepEqual(
    version.backends.map(({ name, address }) => [name, address]),
    [["api", "api.example.com"]],
  );
  assert.deepEqual(
    version.healthchecks.map(({ name, path }) => [name, path]),
    [["api", "/new"]],
  );
  assert.deepEqual(version.links.map(({ name }) => name).sort(), ["cfg", "data", "keys"]);
  assert.deepEqual(Object.keys(service.products), ["fanout"]);
  assert.deepEqual(
    Object.values(version.logging)
      .flat()
      .map((endpoint) => (endpoint as { name: string }).name),
    ["access"],
  );
  assert.deepEqual(test.fastly.dictionaryItems(service.id, "settings"), { region: "new" });
  const { config, kv, secret } = test.fastly.stores();
  assert.deepEqual(Object.values(config), [{ key: "new" }]);
  assert.deepEqual(Object.values(kv), [{ greeting: "new", ...site("new") }]);
  assert.deepEqual(Object.values(secret), [{ TOKEN: "new" }]);
  const line = `service_id = "${service.id}"\n`;
  assert.ok(test.read("app/fastly.toml").includes(line));
  assert.equal(test.read("app/fastly.toml").replace(line, ""), AFTER);
}

/** Runs the command in an error, if there is one. */
async function obey(test: TestStack, text: string): Promise<{ ok: boolean; text: string } | undefined> {
  const abandoned = [
    ...[...text.matchAll(/fastly service delete --service-id=(\w+)/g)].map(([, id]) => `/service/${id}`),
    ...[...text.matchAll(/fastly (\w+)-store delete --store-id=(\w+)/g)].map(
      ([, kind, id]) => `/resources/stores/${kind}/${id}`,
    ),
  ];
  if (abandoned.length > 0) {
    for (const path of new Set(abandoned)) {
      const headers = { "Fastly-Key": test.fastly.token };
      assert.ok((await fetch(`${test.fastly.url}${path}`, { method: "DELETE", headers })).ok, path);
    }
    return test.show("up");
  }
  const [, live] =
    /put service_id = "(\w+)" into app\/fastly.toml and pass \{ existingService: "adopt" \}/.exec(text) ?? [];
  if (live !== undefined) {
    test.write("app/fastly.toml", `service_id = "${live}"\n${test.read("app/fastly.toml")}`);
    test.edit("index.js", '"./app"', '"./app", existingService: "adopt"');
    return test.show("up");
  }
  const replace = /pulumi up --replace '([^']+)'/.exec(text)?.[1];
  if (replace !== undefined) {
    return test.show("up", { replace: [replace] });
  }
  return text.includes("pulumi up --refresh") ? test.show("up", { refresh: true }) : undefined;
}

interface Scenario {
  title: string;
  operation: "up" | "destroy";
  /** Whether the undisturbed run fails. */
  fails?: boolean;
  begin(): Promise<Snapshot>;
  check(test: TestStack): Promise<void>;
}

const SCENARIOS: Scenario[] = [
  {
    title: "a first deployment",
    operation: "up",
    begin: () =>
      Snapshot.take({ ...FILES, "app/fastly.toml": AFTER, ...siteFiles("new") }, PROGRAM, async () => {
        // Starts from nothing.
      }),
    check: converge,
  },
  {
    title: "an update",
    operation: "up",
    begin: () =>
      Snapshot.take(FILES, PROGRAM, async (test) => {
        await succeed(test.show("up"));
        change(test);
      }),
    check: converge,
  },
  {
    title: "a guarded release",
    operation: "up",
    begin: () =>
      Snapshot.take(FILES, PROGRAM.replace('"./app"', `"./app", release: ${RELEASE}`), async (test) => {
        await succeed(test.show("up"));
        change(test);
      }),
    check: converge,
  },
  {
    title: "a guarded release that is rehearsed with another backend",
    operation: "up",
    begin: () =>
      Snapshot.take(FILES, PROGRAM.replace('"./app"', `"./app", release: ${REHEARSED}`), async (test) => {
        await succeed(test.show("up"));
        change(test);
      }),
    check: converge,
  },
  {
    title: "a release that is taken back with its contents",
    operation: "up",
    fails: true,
    begin: () =>
      Snapshot.take(FILES, PROGRAM.replace('"./app"', `"./app", release: ${FAILING_RELEASE}`), async (test) => {
        await succeed(test.show("up"));
        change(test);
        test.write("app/bad", "");
      }),
    check: async (test) => {
      rmSync(join(test.directory, "app/bad"));
      test.write("app/bin/main.wasm", MENDED_WASM);
      await converge(test);
    },
  },
  {
    title: "taking over a service",
    operation: "up",
    begin: () => Snapshot.take(FILES, PROGRAM, makeAdoptable),
    check: converge,
  },
  {
    title: "a destroy",
    operation: "destroy",
    begin: () => Snapshot.take(FILES, PROGRAM, (test) => succeed(test.show("up"))),
    check: async (test) => {
      const again = await test.show("destroy");
      // A deleted service whose deletion got no answer only leaves the state by a refresh.
      const done = again.ok || (await test.show("destroy")).ok || (await test.show("destroy", { refresh: true })).ok;
      assert.ok(done, again.text);
      assert.deepEqual(test.fastly.services(), []);
      assert.deepEqual((await test.exportState()).resources, []);
    },
  },
];

/** Makes a service of another stack whose state is gone. */
async function makeAdoptable(test: TestStack): Promise<void> {
  await succeed(test.show("up"));
  const version = activeVersion(test.fastly.service("shop"));
  const id = (link: string) => version?.links.find(({ name }) => name === link)?.resource_id;
  const stores = `, configStores: { cfg: { existingId: "${id("cfg")}" } }`;
  test.edit("index.js", "keys: {", `keys: { existingId: "${id("keys")}",`);
  test.edit("index.js", "data: {", `data: { existingId: "${id("data")}",`);
  test.edit("index.js", '"./app"', `"./app", existingService: "adopt"${stores}`);
  const state = join(test.directory, ".state/dev");
  rmSync(state, { recursive: true });
  mkdirSync(state);
  change(test);
}

async function converge(test: TestStack): Promise<void> {
  let run = await test.show("up");
  if (!run.ok) {
    const told = run.text;
    run = ((await obey(test, told)) ?? (await test.show("up"))) as typeof run;
    assert.ok(run.ok, `${told}\n--- and then ---\n${run.text}`);
  }
  assertComplete(test);
  const { ok, text, changes } = await test.show("preview");
  assert.ok(ok, text);
  assert.deepEqual(Object.keys(changes), ["same"], text);
}

/** The same choice for the same seed. */
function sample<T>(all: T[], count: number, seed: number): T[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return all
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ item }) => item);
}

/** `TEST_LONG=1` runs every disturbance of every call. `TEST_FAULT="500 at POST /service"` runs those that match. */
describe("a disturbed request to Fastly", function () {
  this.timeout(0);
  const long = process.env.TEST_LONG !== undefined;
  let total = 0;
  after(() => {
    removeProjects();
    console.log(`    ${total} runs were disturbed`);
  });

  for (const { title, operation, fails, begin, check } of SCENARIOS) {
    it(`in ${title} is repaired by the next run, or by the remedy in the error`, async () => {
      const start = await begin();
      const clean = await start.restore();
      const calls = await callsOf(clean, operation, fails);
      await clean.stop();
      const all = calls.flatMap((call) => DISTURBANCES.map((disturbance) => ({ call, disturbance })));
      const failures: string[] = [];
      const only = process.env.TEST_FAULT;
      const chosen =
        only !== undefined
          ? all.filter(({ call, disturbance }) => new RegExp(only).test(describeCase(call, disturbance)))
          : long
            ? all
            : sample(all, 2, Number(process.env.TEST_SEED ?? 7));
      for (const [index, { call, disturbance }] of chosen.entries()) {
        total += 1;
        if (long && index % 50 === 0) {
          console.log(`      ${index} of ${chosen.length} disturbances`);
        }
        const test = await start.restore();
        try {
          const { ok } = await disturbedRun(test, operation, call, disturbance);
          assert.ok(!(ok && fails), "it ended well");
          if (ok && operation === "up") {
            assertComplete(test);
          }
          await check(test);
        } catch (error) {
          failures.push(`${describeCase(call, disturbance)}: ${(error as Error).message}`);
          // All of them take an hour. The failures are shown at once.
          console.log(failures.at(-1));
        } finally {
          await test.stop();
        }
      }
      assert.deepEqual(failures, []);
    });
  }
});

function describeCase({ method, path, nth }: Call, disturbance: Disturbance): string {
  return `${disturbance} at ${method} ${path.replaceAll("[A-Za-z0-9]{22}", "ID").replace(/[\\^$]/g, "")} #${nth + 1}`;
}
