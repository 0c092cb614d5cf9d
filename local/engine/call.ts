import { CallResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { ResourceCallRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { Components } from "./components/components";
import { fromStruct, toStruct } from "./marshal";
import type { Run } from "./run";
import { notSimulated } from "./unsupported";

/** The argument with the resource whose method is called. */
const SELF = "__self__";

/**
 * Calls a method such as `cloud:index:Cluster/kubeconfig`. A component's package in its own process answers for its
 * methods, and the echo for all others.
 */
export async function call(run: Run, components: Components, request: ResourceCallRequest): Promise<CallResponse> {
  const token = request.getTok();
  if (components.makes(token)) return components.call(request);
  if (run.echo === undefined) throw notSimulated(`the method \`${token}\``);
  const { [SELF]: _, ...args } = fromStruct(request.getArgs());
  const response = new CallResponse();
  response.setReturn(toStruct(await run.echo.call(token, args)));
  request.getArgdependenciesMap().forEach((dependencies, argument) => {
    if (argument === SELF) return;
    const urns = new CallResponse.ReturnDependencies();
    response.getReturndependenciesMap().set(argument, urns.setUrnsList(dependencies.getUrnsList()));
  });
  return response;
}
