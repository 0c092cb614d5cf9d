import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { embeddedStack } from "../../local/engine";
import { LocalFastly } from "../../local/index";
import { fastlyProvider } from "../../local/provider";
import { loaded } from "../support/loaded";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack, within } from "../support/stack";

const CLI_CONFIG = `[auth]
default = "home"

[auth.tokens.home]
token = "CANARY-default"

[auth.tokens.work]
token = "CANARY-profile"
`;
const MANIFEST = 'manifest_version = 3\nname = "shop"\n';
const PROGRAM = 'new ComputeService("edge", { directory: "./app" });';
const NO_TOKENS = { FASTLY_API_KEY: "", FASTLY_API_TOKEN: "", XDG_CONFIG_HOME: "/nowhere", HOME: "/nowhere" };

describe("credentials", function () {
  this.timeout(120_000);
  let fastly: LocalFastly;
  let proxy: Server;
  let test: TestStack;
  /** The tokens in requests to Fastly. */
  const tokens = new Set<unknown>();

  before(async () => {
    fastly = await LocalFastly.start();
    proxy = createServer((incoming, answer) => {
      tokens.add(incoming.headers["fastly-key"]);
      const { method, headers } = incoming;
      const forwarded = request(`${fastly.url}${incoming.url}`, { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      });
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    test = await testStack({
      fastly,
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM, "cli/fastly/config.toml": CLI_CONFIG },
      program: PROGRAM,
    });
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await fastly.stop();
    removeProjects();
  });

  /** Runs `up` with these tokens and no others. */
  async function up(env: Record<string, string>, secretConfig: Record<string, string> = {}) {
    tokens.clear();
    fastly.clearRequests();
    const around = { ...NO_TOKENS, ...env };
    const stack = embeddedStack({
      program: () => loaded(test.directory),
      project: "shop",
      stack: "dev",
      config: { "fastly:baseUrl": `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
      secretConfig,
      stateFile: join(test.directory, ".state/dev/state.json"),
      providers: { fastly: () => fastlyProvider({ programDirectory: test.directory, env: around }) },
      env: around,
    });
    return within(test.directory, stack.up);
  }

  const cli = () => ({ XDG_CONFIG_HOME: join(test.directory, "cli") });

  it("that are missing cause one error, which names all places that were tried", async () => {
    const { ok, errors } = await up({});
    assert.equal(ok, false);
    assert.deepEqual(errors, [
      'ComputeService "edge": there is no Fastly API token. The component looked at its provider, the configuration ' +
        "fastly:apiKey, FASTLY_API_KEY, FASTLY_API_TOKEN, and the default token of the Fastly CLI in /nowhere/fastly/config.toml [token-missing]\n" +
        "Run: pulumi config set --secret fastly:apiKey <token>\nOr, with the Fastly CLI, run: fastly auth login",
    ]);
    assert.deepEqual(fastly.services(), []);
  });

  it("are the Fastly CLI's default token when there are no others", async () => {
    const { ok, errors } = await up(cli());
    assert.ok(ok, errors.join("\n"));
    assert.deepEqual([...tokens], ["CANARY-default"]);
    assert.equal(fastly.service("shop").versions.length, 1);
  });

  for (const [source, env, config, token] of [
    ["FASTLY_API_TOKEN, before the CLI's stored tokens", { FASTLY_API_TOKEN: "CANARY-token" }, {}, "CANARY-token"],
    ["another value of FASTLY_API_TOKEN", { FASTLY_API_TOKEN: "CANARY-rotated" }, {}, "CANARY-rotated"],
    [
      "FASTLY_API_KEY, before FASTLY_API_TOKEN",
      { FASTLY_API_TOKEN: "CANARY-token", FASTLY_API_KEY: "CANARY-key" },
      {},
      "CANARY-key",
    ],
    [
      "fastly:apiKey, before FASTLY_API_KEY",
      { FASTLY_API_KEY: "CANARY-key" },
      { "fastly:apiKey": "CANARY-config" },
      "CANARY-config",
    ],
    ["the CLI's default token again", {}, {}, "CANARY-default"],
  ] as const) {
    it(`come from ${source}, and do not change the service`, async () => {
      const { ok, errors, events } = await up({ ...cli(), ...env }, config);
      assert.ok(ok, errors.join("\n"));
      assert.deepEqual([...tokens], [token]);
      assert.deepEqual(test.writes(), []);
      const touched = events.filter((event) => event.kind === "step" && event.op !== "same");
      assert.deepEqual(
        touched.filter((event) => event.kind === "step" && event.type !== "pulumi:providers:fastly"),
        [],
      );
    });
  }

  for (const [source, env, config, advice] of [
    [
      "in the configuration, also beside variables",
      { FASTLY_API_KEY: "CANARY-key", FASTLY_API_TOKEN: "CANARY-token" },
      { "fastly:apiKey": "CANARY-config" },
      "The API token in the configuration is wrong or expired. Run: pulumi config set --secret fastly:apiKey <token>",
    ],
    [
      "in FASTLY_API_KEY",
      { FASTLY_API_KEY: "CANARY-key", FASTLY_API_TOKEN: "CANARY-token" },
      {},
      "The API token in FASTLY_API_KEY is wrong or expired. Set FASTLY_API_KEY to a valid token.",
    ],
    [
      "in FASTLY_API_TOKEN",
      { FASTLY_API_TOKEN: "CANARY-token" },
      {},
      "The API token in FASTLY_API_TOKEN is wrong or expired. Set FASTLY_API_TOKEN to a valid token.",
    ],
    ["the CLI's default one", {}, {}, "The API token of the Fastly CLI is wrong or expired. Run: fastly auth login"],
  ] as const) {
    it(`appear by their source when Fastly refuses them: ${source}`, () => refusedWith(env, config, advice));
  }

  /** Fails before anything is written, and says where the rejected token comes from. */
  async function refusedWith(env: Record<string, string>, config: Record<string, string>, advice: string) {
    const program = test.read("index.js");
    test.edit("index.js", 'directory: "./app"', 'directory: "./app", backends: { a: { address: "a.example.com" } }');
    const takeBack = fastly.inject({ path: /./, times: Number.POSITIVE_INFINITY, fault: { status: 401 } });
    try {
      const { ok, errors } = await up({ ...cli(), ...env }, config);
      assert.equal(ok, false);
      const told = errors.join("\n");
      assert.deepEqual(
        told.match(/The API token .*/g)?.filter((line, index, all) => all.indexOf(line) === index),
        [advice],
        told,
      );
      assert.doesNotMatch(told, /CANARY/);
      assert.deepEqual(test.writes(), []);
    } finally {
      takeBack();
      test.write("index.js", program);
    }
  }

  it("include the token of the manifest's profile, after FASTLY_API_TOKEN and before the default token", async () => {
    test.edit("app/fastly.toml", "manifest_version", 'profile = "work"\nmanifest_version');
    const { ok, errors } = await up({ ...cli(), FASTLY_API_TOKEN: "CANARY-token" });
    assert.ok(ok, errors.join("\n"));
    assert.deepEqual([...tokens], ["CANARY-token"]);
    await up(cli());
    assert.deepEqual([...tokens], ["CANARY-profile"]);
    await refusedWith({}, {}, 'The API token "work" of the Fastly CLI is wrong or expired. Run: fastly auth login');
    test.edit("app/fastly.toml", "work", "nobody");
    const { errors: said } = await up(cli());
    assert.match(said[0] ?? "", /and the token "nobody" of the Fastly CLI in .*config\.toml \[token-missing\]\nRun: /);
  });

  it("of a provider that is given to the component come before all others", async () => {
    test.edit("app/fastly.toml", 'profile = "nobody"\n', "");
    await up(cli());
    test.edit("index.js", 'directory: "./app" }', 'directory: "./app" }, { provider }');
    test.edit(
      "index.js",
      "new ComputeService",
      'const provider = new (require("@pulumi/fastly").Provider)("given", { apiKey: pulumi.secret("CANARY-given"), baseUrl: new pulumi.Config("fastly").get("baseUrl") });\nnew ComputeService',
    );
    const { ok, errors } = await up(cli(), { "fastly:apiKey": "CANARY-config" });
    assert.ok(ok, errors.join("\n"));
    assert.deepEqual([...tokens], ["CANARY-given"]);
    await refusedWith(
      { FASTLY_API_KEY: "CANARY-key" },
      { "fastly:apiKey": "CANARY-config" },
      "The API token of the component's provider is wrong or expired. Give this provider a valid [apiKey].",
    );
    fastly.clearRequests();
    assert.deepEqual(test.writes(), []);
  });

  it("are in the state only in encrypted form", () => {
    assert.deepEqual(test.read(".state/dev/state.json").match(/CANARY-\w+/g), null);
  });
});
