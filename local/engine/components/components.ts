import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CallRequest,
  type CallResponse,
  ConfigureRequest,
  type ConfigureResponse,
  ConstructRequest,
  type ConstructResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import {
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceCallRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { engineError } from "../errors";
import { asked, connect } from "../grpc";
import { fromStruct, toStruct } from "../marshal";
import type { DeploymentOptions } from "../options";
import { workingDirectory } from "../program";
import { Struct } from "../protobuf";
import { type Run, Stopped } from "../run";
import { unsupported } from "../unsupported";
import { packageOf } from "../urn";
import { startPlugin } from "./componentPlugin";

/** Makes components whose code is in another process: the plug-in of the component's package. */
export interface Components {
  /** Whether components of this type, and their methods, are made or refused here. All others are echoed. */
  makes(type: string): boolean;
  construct(request: RegisterResourceRequest): Promise<RegisterResourceResponse>;
  /** Calls a method of a component. */
  call(request: ResourceCallRequest): Promise<CallResponse>;
}

export interface ComponentsOptions
  extends Pick<DeploymentOptions, "program" | "packages" | "parallel" | "organization" | "config" | "env"> {
  secretConfigKeys: string[];
}

/** The package that the local engine is for. An echo of its inputs as outputs would hide everything that it does. */
export const OWN_PACKAGE = "fastly-compute";

/** Opened once per run: each package's plug-in starts with its first component, and ends with the run. */
export function openComponents(run: Run, options: ComponentsOptions, address: () => string): Components {
  const clients = new Map<string, Promise<ResourceProviderClient>>();

  const start = async (packageName: string) => {
    const directory = Object.hasOwn(options.packages, packageName) ? options.packages[packageName] : undefined;
    if (directory === undefined) {
      throw engineError("component-package-unknown", { name: packageName });
    }
    const { program, env } = options;
    // As in Pulumi: a relative path means the same in every language.
    const onOutput = (line: string) => run.report("info", line);
    const plugin = startPlugin({
      directory,
      workingDirectory: workingDirectory(program),
      env,
      engine: address(),
      onOutput,
    });
    run.atEnd(plugin.kill);
    const client = connect(ResourceProviderClient, await plugin.address);
    run.atEnd(() => client.close());
    await asked<ConfigureResponse>((done) => client.configure(configureRequest(), done));
    return client;
  };
  const clientOf = (type: string) => {
    const packageName = packageOf(type);
    const client = clients.get(packageName) ?? start(packageName);
    clients.set(packageName, client);
    return client;
  };
  // An error elsewhere has been reported. The plug-in then gets no answers, and may give none.
  const unlessStopped = <T>(answered: Promise<T>) =>
    Promise.race([answered, run.whenStopped.then(() => Promise.reject(new Stopped()))]);

  return {
    makes: (type) => packageOf(type) === OWN_PACKAGE || Object.hasOwn(options.packages, packageOf(type)),
    async construct(request) {
      if (request.getTransformsList().length > 0)
        throw unsupported("the `transforms` option of components of packages");
      const message = constructRequest(request, run, options, address());
      const plugin = await clientOf(request.getType());
      const constructed = asked<ConstructResponse>((done) => plugin.construct(message, done)).catch((error: Error) => {
        throw new Error(`${request.getType()} resource '${request.getName()}' has a problem: ${error.message}`);
      });
      return responseOf(await unlessStopped(constructed));
    },
    async call(request) {
      const plugin = await clientOf(request.getTok());
      const message = callRequest(request, run, options, address());
      return unlessStopped(asked<CallResponse>((done) => plugin.call(message, done)));
    },
  };
}

function configureRequest(): ConfigureRequest {
  const request = new ConfigureRequest();
  request.setAcceptsecrets(true);
  request.setAcceptresources(true);
  request.setArgs(Struct.fromJavaScript({}));
  return request;
}

/** The facts about the run that each package's process gets. */
function aboutTheRun<Request extends ConstructRequest | CallRequest>(
  message: Request,
  run: Run,
  options: ComponentsOptions,
  monitor: string,
): Request {
  message.setProject(run.project);
  message.setStack(run.stack);
  message.setOrganization(options.organization);
  message.setDryrun(run.preview);
  message.setParallel(options.parallel);
  message.setMonitorendpoint(monitor);
  for (const [key, value] of Object.entries(options.config)) message.getConfigMap().set(key, value);
  message.setConfigsecretkeysList(options.secretConfigKeys);
  message.setAcceptsOutputValues(true);
  return message;
}

function callRequest(request: ResourceCallRequest, run: Run, options: ComponentsOptions, monitor: string): CallRequest {
  const message = aboutTheRun(new CallRequest(), run, options, monitor);
  message.setTok(request.getTok());
  message.setArgs(request.getArgs());
  request.getArgdependenciesMap().forEach((dependencies, argument) => {
    const urns = new CallRequest.ArgumentDependencies();
    message.getArgdependenciesMap().set(argument, urns.setUrnsList(dependencies.getUrnsList()));
  });
  return message;
}

function constructRequest(
  request: RegisterResourceRequest,
  run: Run,
  options: ComponentsOptions,
  monitor: string,
): ConstructRequest {
  const message = aboutTheRun(new ConstructRequest(), run, options, monitor);
  message.setType(request.getType());
  message.setName(request.getName());
  message.setParent(request.getParent());
  // Copied unchanged: the values of outputs tell the plug-in what is secret or unknown, down to the single value.
  message.setInputs(request.getObject());
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    const urns = new ConstructRequest.PropertyDependencies();
    message.getInputdependenciesMap().set(property, urns.setUrnsList(dependencies.getUrnsList()));
  });
  request.getProvidersMap().forEach((reference, name) => {
    message.getProvidersMap().set(name, reference);
  });
  message.setDependenciesList(request.getDependenciesList());
  message.setAliasesList(request.getAliasesList());
  message.setProtect(request.getProtect() ?? false);
  message.setRetainondelete(request.getRetainondelete() ?? false);
  message.setIgnorechangesList(request.getIgnorechangesList());
  message.setReplaceonchangesList(request.getReplaceonchangesList());
  message.setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList());
  message.setDeletedwith(request.getDeletedwith());
  return message;
}

function responseOf(constructed: ConstructResponse): RegisterResourceResponse {
  const response = new RegisterResourceResponse();
  response.setUrn(constructed.getUrn());
  response.setObject(toStruct(fromStruct(constructed.getState())));
  constructed.getStatedependenciesMap().forEach((dependencies, property) => {
    const urns = new RegisterResourceResponse.PropertyDependencies();
    response.getPropertydependenciesMap().set(property, urns.setUrnsList(dependencies.getUrnsList()));
  });
  return response;
}
