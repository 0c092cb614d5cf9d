import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  ConfigureRequest,
  type ConfigureResponse,
  GetSchemaRequest,
  type GetSchemaResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { load } from "js-yaml";
import { Empty } from "../../local/engine/protobuf";
import { installedPackage } from "./packed";

const ROOT = resolve(__dirname, "../..");
const { version } = require(join(ROOT, "package.json"));

describe("the plug-in's process, started from the npm package", () => {
  let directory = "";
  let plugin: ChildProcess;
  let client: ResourceProviderClient;
  let printed = "";

  before(async () => {
    directory = join(await installedPackage(), "node_modules/pulumi-fastly-compute");
    // The runner that Pulumi starts for a package with PulumiPlugin.yaml, in the directory of the program.
    const runner = join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-plugin");
    plugin = spawn(process.execPath, [runner, directory, "127.0.0.1:1"], {
      cwd: tmpdir(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    plugin.stdout?.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
    await once(plugin.stdout as NodeJS.ReadableStream, "data");
    client = new ResourceProviderClient(`127.0.0.1:${printed.trim()}`, grpc.credentials.createInsecure());
  });

  after(() => {
    client.close();
    plugin.kill();
  });

  /** The answer of a request, or its error. */
  function ask<Response>(start: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown) {
    return new Promise<Response>((done, fail) => start((error, response) => (error ? fail(error) : done(response))));
  }

  it("is found by Pulumi, which installs no development packages and builds nothing", () => {
    const { runtime } = load(readFileSync(join(directory, "PulumiPlugin.yaml"), "utf8")) as Record<string, unknown>;
    assert.deepEqual(runtime, { name: "nodejs", options: { production: true, typescript: false } });
    const { scripts } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    assert.equal(scripts.prepare, "node scripts/prepare.js");
    assert.equal(execFileSync(process.execPath, ["scripts/prepare.js"], { cwd: directory, encoding: "utf8" }), "");
  });

  it("prints its port and nothing else", () => {
    assert.match(printed, /^\d+\n$/);
  });

  it("reports the version of the npm package", async () => {
    const info = await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    assert.equal(info.getVersion(), version);
  });

  it("returns the schema with its version", async () => {
    const response = await ask<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done));
    const schema = JSON.parse(readFileSync(join(ROOT, "schema.json"), "utf8"));
    assert.deepEqual(JSON.parse(response.getSchema()), { ...schema, version });
  });

  it("supports secrets and outputs", async () => {
    const response = await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest(), done));
    assert.deepEqual(
      [response.getAcceptsecrets(), response.getAcceptresources(), response.getAcceptoutputs()],
      [true, true, true],
    );
  });
});
