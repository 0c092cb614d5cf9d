import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveApi } from "../../local/cli/api";
import { stateDirectoryOf } from "../../local/cli/stateDirectory";
import { LocalFastly } from "../../local/index";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { type CliRun, commandsIn, runCli, typeCommand } from "../support/localCli";
import { linkPackages } from "../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const PROGRAM = `
require("pulumi-fastly-compute/fast");
const { ComputeService } = require("pulumi-fastly-compute");
const kinds = {
  https: { https: { url: "https://logs.example.com/x" } },
  s3: { s3: { bucketName: "b", s3AccessKey: "AKIAIOSFODNN7EXAMPLE", s3SecretKey: "key-of-the-bucket" } },
};
const access = kinds[process.env.TEST_LOGS];
const edge = new ComputeService("edge", { directory: "./app", logEndpoints: access && { access } });
exports.url = edge.url;
`;

/** Users without the Pulumi CLI get commands of \`fastly-compute-local\`, and these work. */
describe("the remedies of fastly-compute-local", function () {
  this.timeout(240_000);
  let directory: string;
  let above: string;

  function project(manifest = "", files: Record<string, string> = {}): void {
    above = makeProject({
      "shop/Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "shop/package.json": '{ "name": "program", "main": "index.js" }',
      "shop/index.js": PROGRAM,
      "shop/app/fastly.toml": `manifest_version = 3\nname = "app"\n${manifest}`,
      "shop/app/bin/main.wasm": TINY_WASM,
      ...files,
    });
    directory = join(above, "shop");
    linkPackages(directory);
  }
  afterEach(() => {
    delete process.env.TEST_LOGS;
    removeProjects();
  });

  const run = (line: string, from = directory) => runCli(from, line.split(" "));

  async function succeed(line: string, from?: string): Promise<CliRun> {
    const finished = await run(line, from);
    assert.equal(finished.code, 0, finished.text);
    return finished;
  }

  async function failing(line: string, from?: string): Promise<string> {
    const { code, text } = await run(line, from);
    assert.equal(code, 1, text);
    assert.doesNotMatch(text, /(?<!\bonly )\bpulumi (up|preview|config|state|refresh|destroy|stack)\b/);
    return text;
  }

  async function carryOut(told: string, from = directory, blanks?: Record<string, string>): Promise<string[]> {
    const commands = commandsIn(told, blanks);
    for (const command of commands) {
      const { code, text } = await typeCommand(from, command);
      assert.equal(code, 0, `${command}\n${text}`);
    }
    return commands;
  }

  it("move a log endpoint to another provider, although the provider writes in the wrong order for that", async () => {
    project();
    process.env.TEST_LOGS = "https";
    await succeed("up -y --skip-preview");
    process.env.TEST_LOGS = "s3";
    const told = await failing("preview");
    assert.match(told, /The log endpoint "access" would move from HTTPS to Amazon S3: Fastly's provider adds/);
    assert.match(await failing("up -y --skip-preview"), /Logs in between are lost/);
    const key = "'fastly-compute:edge.logEndpoints.access.enabled'";
    assert.deepEqual(await carryOut(told), [
      `npx fastly-compute-local config set --path ${key} false`,
      "npx fastly-compute-local up",
      `npx fastly-compute-local config rm --path ${key}`,
      "npx fastly-compute-local up",
    ]);
    assert.match((await succeed("preview")).text, /\n {4}\d+ unchanged\n/);
    process.env.TEST_LOGS = "https";
    await succeed("up -y --skip-preview");
  });

  it("set the missing values in the right stack and directory", async () => {
    project('[setup.backends."old api"]\n[setup.secret_stores.keys.entries.TOKEN]\n');
    const told = await failing("up -y --skip-preview -s prod --dir shop", above);
    const commands = await carryOut(told, above, { "<hostname or IP address>": "x.example.com", "<value>": "S3CRET" });
    assert.deepEqual(commands, [
      `npx fastly-compute-local config set --dir shop --stack prod --path 'fastly-compute:edge.backends["old api"].address' x.example.com`,
      "npx fastly-compute-local config set --dir shop --stack prod --secret --path 'fastly-compute:edge-secrets.secretStores.keys.entries.TOKEN' S3CRET",
    ]);
    assert.doesNotMatch((await succeed("up -y --skip-preview -s prod --dir shop", above)).text, /S3CRET/);
    assert.doesNotMatch((await succeed("config -s prod --dir shop", above)).text, /S3CRET/);
    assert.match(await failing("up -y --skip-preview -s dev --dir shop", above), /has no address/);
  });

  it("set the values that pulumi has encrypted", async () => {
    const secure = "{ secure: v1:AAAA:BBBB }";
    const file = `config:\n  fastly:apiKey: ${secure}\n  fastly-compute:edge-secrets:\n    kvStores: { kv: { items: { a: ${secure} } } }\n`;
    project("", { "shop/Pulumi.dev.yaml": file });
    const told = await failing("up -y --skip-preview");
    assert.deepEqual(await carryOut(told, directory, { "<value>": "given" }), [
      "npx fastly-compute-local config set --secret --path 'fastly-compute:edge-secrets.kvStores.kv.items.a' given",
    ]);
    await succeed("up -y --skip-preview");
    assert.match((await succeed("config get --path fastly-compute:edge-secrets.kvStores.kv.items.a")).text, /^given$/m);
  });

  it("create a deleted service again", async () => {
    project();
    await succeed("up -y --skip-preview");
    rmSync(join(stateDirectoryOf({}, { root: directory }), "fastly.json"));
    const told = await failing("up -y --skip-preview --refresh".replace(" --refresh", ""));
    assert.match(
      told,
      /Fastly does not know the service \w+.*\n.*remove its service_id from the manifest\. Then run:\n/,
    );
    const manifest = join(directory, "app/fastly.toml");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/^service_id = .*\n/m, ""));
    const commands = await carryOut(told);
    assert.match(commands[0] ?? "", /^npx fastly-compute-local state delete --target-dependents 'urn:/);
    assert.match((await succeed("preview")).text, /\n {4}\d+ unchanged\n/);
  });

  it("replace a first deployment that failed half-way on another API, whose address appears unchanged", async () => {
    const fastly = await LocalFastly.start({ edge: false });
    try {
      project('[setup.backends.api]\naddress = "api.example.com"\n');
      const where = `--api ${fastly.url.replace("127.0.0.1", "localhost")}`;
      fastly.inject({ method: "POST", path: /\/backend$/, fault: { status: 500 } });
      assert.doesNotMatch(await failing(`up -y --skip-preview ${where}`), /\[secret\]/);
      const told = await failing(`up -y --skip-preview ${where}`);
      const [command = ""] = await carryOut(told);
      assert.match(command, /^npx fastly-compute-local up --api http:\/\/localhost:\d+ --replace 'urn:/);
      const { text } = await succeed(`up -y ${where}`);
      assert.match(text, /http:\/\/localhost:\d+/);
    } finally {
      await fastly.stop();
    }
  });

  it("let the Fastly CLI reach the local Fastly", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed");
      this.skip();
    }
    project();
    await succeed("up -y --skip-preview");
    const state = stateDirectoryOf({}, { root: directory });
    const served = async <T>(work: (api: { url: string; token: string }) => Promise<T>) => {
      const api = await serveApi(state, undefined);
      try {
        return await work(api);
      } finally {
        await api.stop();
      }
    };
    await served(async ({ url, token }) => {
      const headers = { "Fastly-Key": token };
      const [service] = (await (await fetch(`${url}/service`, { headers })).json()) as { id: string }[];
      await fetch(`${url}/service/${service?.id}/version/1/deactivate`, { method: "PUT", headers });
    });
    const told = await failing("up -y --skip-preview");
    const [, command = ""] = /^ *fastly (service-version activate .*)$/m.exec(told) ?? [];
    assert.match(told, /Leave it running in another terminal:\n *npx fastly-compute-local serve$/m);
    await served((api) => fastlyCli(api)(command.split(" ")));
    await succeed("up -y --skip-preview");
  });

  it("remove nothing from the state that is protected or that others need, unless asked to", async () => {
    project();
    await succeed("up -y --skip-preview");
    const urn = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge";
    const told = await failing(`state delete -y ${urn}`);
    assert.match(
      told,
      /cannot be removed from the state because other resources depend on it: \[state-resource-needed\]\n {2}urn:/,
    );
    assert.match(
      await failing("state delete -y urn:none"),
      /The state has no resource urn:none \[state-resource-missing\]\nTo see the stack's resources, run: npx fastly-compute-local stack\n/,
    );
    assert.match(await failing(`state delete ${urn}`), /there is no terminal to ask on/);
    await succeed(`state delete -y ${urn} --target-dependents`);
    assert.doesNotMatch((await succeed("stack")).text, /ComputeService/);
  });
});
