import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
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
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

const ROOT = resolve(__dirname, "../..");
const { version } = require(join(ROOT, "package.json"));

describe("the plug-in's process", () => {
  let plugin: ChildProcess;
  let client: ResourceProviderClient;
  let printed = "";

  before(async () => {
    // What Pulumi runs for a package with PulumiPlugin.yaml, in the directory of the program that uses it.
    const runner = join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-plugin");
    plugin = spawn(process.execPath, [runner, ROOT, "127.0.0.1:1"], {
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

  it("prints its port and nothing else", () => {
    assert.match(printed, /^\d+\n$/);
  });

  it("has the version of the npm package", async () => {
    const info = await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    assert.equal(info.getVersion(), version);
  });

  it("tells the schema, with its version", async () => {
    const response = await ask<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done));
    const schema = JSON.parse(readFileSync(join(ROOT, "schema.json"), "utf8"));
    assert.deepEqual(JSON.parse(response.getSchema()), { ...schema, version });
  });

  it("takes secrets and outputs as such", async () => {
    const response = await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest(), done));
    assert.deepEqual(
      [response.getAcceptsecrets(), response.getAcceptresources(), response.getAcceptoutputs()],
      [true, true, true],
    );
  });
});
