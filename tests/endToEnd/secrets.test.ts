import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { renderFullDiff } from "../../local/display";
import { createDisplay, renderMarkdown, type Stack } from "../../local/index";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { localStack } from "../support/engines";
import { makeProject, removeProjects } from "../support/project";
import { fastlyOfSuite } from "../support/suite";

const MANIFEST = `manifest_version = 3
name = "secretive"
language = "other"

[scripts]
build = "mkdir -p bin && printf '\\\\0asm\\\\001\\\\0\\\\0\\\\0' > bin/main.wasm"
env_file = ".env"

[setup.dictionaries.settings.items.plain]
[setup.dictionaries.settings.items.hidden]
input_type = "password"

[setup.config_stores.cfg.items.plain]
[setup.config_stores.cfg.items.hidden]
input_type = "password"

[setup.kv_stores.data.items.plain]

[setup.secret_stores.keys.entries.TOKEN]
`;

/** A unique secret of one round. Its base64 and percent-encoded forms are recognizable too. */
const canary = (round: number, name: string) => `CANARY+${round}/${name.padEnd(12, "=")}`;

/** Every place in the arguments that accepts a secret. The value is a plain secret, or one that the program marks. */
function args(round: number): Partial<ComputeServiceArgs> {
  const secret = (name: string) => pulumi.secret(canary(round, name));
  const logEndpoints = Object.fromEntries(
    [...LOG_PROVIDERS.values()].map(({ key, required, oneOf, secrets }) => {
      const plain = (name: string) => (name === "port" ? 514 : name === "url" ? "https://logs.example.com" : "plain");
      const names = [...new Set([...required, ...(oneOf?.[0] ?? []), ...secrets])];
      const values = names.map((name) => {
        const value = canary(round, `${key}${name}`);
        return [name, !secrets.includes(name) ? plain(name) : name === "url" ? `https://e.x/${value}` : value];
      });
      return [`to-${key}`, { [key]: Object.fromEntries(values) }];
    }),
  );
  return {
    logEndpoints,
    backends: {
      api: {
        address: "api.example.com",
        sslClientCert: canary(round, "client-cert"),
        sslClientKey: canary(round, "client-key"),
      },
    },
    dictionaries: { settings: { items: { given: secret("dict-item") } } },
    configStores: { cfg: { items: { given: secret("cfg-item") } } },
    kvStores: { data: { items: { given: secret("kv-item") } } },
    secretStores: { keys: { entries: { GIVEN: canary(round, "entry") } } },
    build: { environment: { BUILD_TOKEN: canary(round, "build-env") } },
  };
}

/** Values that the stack's configuration hides: items with the `input_type` password, and others. */
const configured = (round: number) =>
  JSON.stringify({
    dictionaries: { settings: { items: { plain: canary(round, "cfg-dict"), hidden: canary(round, "cfg-dict-pw") } } },
    configStores: { cfg: { items: { plain: canary(round, "cfg-conf"), hidden: canary(round, "cfg-conf-pw") } } },
    kvStores: { data: { items: { plain: canary(round, "cfg-kv") } } },
    secretStores: { keys: { entries: { TOKEN: canary(round, "cfg-entry") } } },
  });

describe("a secret", function () {
  this.timeout(120_000);
  const fastly = fastlyOfSuite({ token: canary(0, "api-token") });
  /** Everything that the runs left behind or showed, by place. */
  const places: Record<string, string> = {};

  before(async () => {
    const directory = makeProject({ "app/fastly.toml": MANIFEST, "app/.env": `FROM_FILE=${canary(0, "env-file")}\n` });
    let round = 1;
    const program = async () => {
      const edge = new ComputeService("edge", { directory: join(directory, "app"), ...args(round) });
      return { id: edge.serviceId, url: edge.url, hash: edge.packageHash };
    };
    const state = join(directory, ".state");
    const open = () =>
      localStack({
        program,
        fastly,
        stateDirectory: state,
        secretConfig: { "fastly-compute:edge-secrets": configured(round) },
      });
    await show(open(), "preview", "the first preview");
    await show(open(), "up", "the first up");
    round = 2;
    await show(open(), "preview", "the preview of a change");
    fastly.inject({ method: "PUT", path: /\/logging\//, fault: { status: 500, body: { msg: "Internal error" } } });
    await show(open(), "up", "a failing up", false);
    await show(open(), "up", "an up after it", false);
    await show(open(), "up", "the up that ends well", true, true);
    const service = fastly.deployed("secretive");
    assert.deepEqual(Object.values(fastly.stores().secret), [
      { GIVEN: canary(2, "entry"), TOKEN: canary(2, "cfg-entry") },
    ]);
    const archive = gunzipSync(fastly.packageBytes(service.id, service.activeVersion) ?? Buffer.alloc(0));
    places["the package"] = archive.toString("latin1");
    for (const path of filesUnder(directory)) {
      const name = relative(directory, path);
      if (!name.endsWith(".env")) {
        places[name] = readFileSync(path).toString("latin1");
      }
    }
    await show(open(), "destroy", "the destroy");
  });
  after(removeProjects);

  /** The tree, the diff, the report and the messages of the command line, and the events for programs. */
  async function show(
    stack: Stack,
    operation: "preview" | "up" | "destroy",
    where: string,
    succeeds = true,
    refresh = false,
  ) {
    let tree = "";
    const display = createDisplay({ write: (part) => (tree += part) }, { color: false });
    const result = await stack[operation]({ refresh, onEvent: (event) => display.show(event) });
    display.close();
    if (succeeds) {
      assert.deepEqual(result.errors, [], where);
    }
    let diff = "";
    diff += renderFullDiff(result.events, { terminal: { write: (part) => (diff += part) } });
    places[`${where}: tree`] = tree;
    places[`${where}: diff`] = diff;
    places[`${where}: report`] = renderMarkdown(result);
    places[`${where}: events`] = JSON.stringify(result.events);
    places[`${where}: errors`] = `${result.errors.join("\n")}.`;
  }

  it("of every kind reaches the service", () => {
    assert.ok(Object.keys(places).length > 25);
    assert.ok(Object.keys(places).some((where) => where.startsWith(".state/")));
    for (const where of ["app/fastly.toml", "app/.fastly-compute/builds.json", "the package"]) {
      assert.ok(places[where], where);
    }
    // The searched text is a person's view of these things, and is not empty.
    assert.match(places["the preview of a change: diff"] ?? "", /loggingHttps[\s\S]*\[secret\]/);
    assert.match(places["the preview of a change: report"] ?? "", /ServiceCompute/);
    assert.match(places["a failing up: errors"] ?? "", /500/);
  });

  for (const [form, pattern] of [
    ["in clear", /CANARY\+[^"\s\\]*/g],
    ["in percent-encoding", /CANARY%2B[^"\s\\]*/gi],
    // The three forms of "CANARY" in base64 depend on the text before it.
    ["in base64", /Q0FOQVJZ|NBTkFSW|DQU5BUl/g],
  ] as const) {
    it(`appears nowhere ${form}: not in output, state, diff, report, package, manifest or cache`, () => {
      const found = Object.entries(places).flatMap(([where, text]) =>
        (text.match(pattern) ?? []).map((hit) => [where, hit]),
      );
      assert.deepEqual(found, []);
    });
  }
});

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
