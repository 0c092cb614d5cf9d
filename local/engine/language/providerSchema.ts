import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { findOnPath } from "../../onPath";

/** A schema has several megabytes. */
const OPTIONS = { "grpc.max_receive_message_length": 400_000_000 };

/** The schema of a provider, from its plug-in on PATH. Only the schema is requested, so the plug-in makes nothing. */
export async function providerSchema(name: string): Promise<string | undefined> {
  const command = /^[a-z][a-z0-9-]*$/.test(name) ? findOnPath(`pulumi-resource-${name}`, process.env) : undefined;
  if (command === undefined) {
    return undefined;
  }
  const child = spawn(command, ["127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => resolve(line.trim()));
      child.once("error", reject);
      child.once("close", () => reject(new Error(`${command} did not start`)));
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), OPTIONS);
    try {
      return await new Promise<string>((resolve, reject) => {
        client.getSchema(new GetSchemaRequest(), (error, response: GetSchemaResponse) =>
          error === null ? resolve(response.getSchema()) : reject(new Error(error.details)),
        );
      });
    } finally {
      client.close();
    }
  } finally {
    process.removeListener("exit", kill);
    kill();
  }
}
