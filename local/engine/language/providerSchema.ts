import { spawn } from "node:child_process";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { findOnPath } from "../../onPath";
import { asked, connect } from "../grpc";
import { servingProcess } from "../servingProcess";

/** The schema of a provider, from its plug-in on PATH. Only the schema is requested, so the plug-in makes nothing. */
export async function providerSchema(name: string): Promise<string | undefined> {
  const command = /^[a-z][a-z0-9-]*$/.test(name) ? findOnPath(`pulumi-resource-${name}`, process.env) : undefined;
  if (command === undefined) {
    return undefined;
  }
  const child = spawn(command, ["127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  const { address, kill } = servingProcess(child, { onOutput: () => {} });
  try {
    const client = connect(ResourceProviderClient, await address);
    try {
      const answer = await asked<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done));
      return answer.getSchema();
    } finally {
      client.close();
    }
  } finally {
    kill();
  }
}
