import type { Callback as CallbackMessage } from "@pulumi/pulumi/proto/callback_pb";
import { CheckFailure, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterErrorHookRequest,
  type RegisterPackageRequest,
  RegisterPackageResponse,
  type RegisterResourceHookRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceCallRequest,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { call } from "./call";
import type { Callback } from "./callbacks";
import type { Components } from "./components/components";
import type { Echo } from "./echo/echo";
import { type Goal, goalFrom, hookBinding, nonEmpty } from "./goal";
import { type Service, unary } from "./grpc";
import { invoke } from "./invoke";
import { fromStruct, toStruct } from "./marshal";
import { Empty } from "./protobuf";
import type { Registrations } from "./registration";
import type { Run } from "./run";
import type { StoredResource } from "./storedResource";
import type { Transforms } from "./transforms";
import { unsupported } from "./unsupported";

const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

export interface MonitorParts {
  run: Run;
  registrations: Registrations;
  transforms: Transforms;
  components: Components;
  /** Runs work that stops when a step fails. The program then learns that the deployment has stopped. */
  deploying: <T>(urn: string | undefined, work: () => Promise<T>) => Promise<T>;
  /** Called when the program has registered everything. Resolves when the run is over. */
  programDone: () => Promise<void>;
}

/** `pulumirpc.ResourceMonitor`: the requests of a running program. */
export function monitorService(parts: MonitorParts): Service {
  const { run, registrations, transforms, components, deploying, programDone } = parts;
  return [
    ResourceMonitorService,
    {
      supportsFeature: unary((request: SupportsFeatureRequest) => {
        const response = new SupportsFeatureResponse();
        response.setHassupport(FEATURES.has(request.getId()));
        return response;
      }),
      registerResource: unary((request: RegisterResourceRequest) =>
        deploying(undefined, async () => {
          if (request.getRemote()) {
            const { echo } = run;
            if (components.makes(request.getType()) || echo === undefined) return components.construct(request);
            return echoComponent(registrations, echo, request);
          }
          const { goal, transforms: own } = goalFrom(request);
          return registered(await registrations.register(goal, own));
        }),
      ),
      registerResourceOutputs: unary((request: RegisterResourceOutputsRequest) =>
        deploying(request.getUrn(), async () => {
          await registrations.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
          return new Empty();
        }),
      ),
      readResource: unary((request: ReadResourceRequest) =>
        deploying(undefined, async () => {
          const resource = await registrations.read(readGoal(request), request.getId());
          const response = new ReadResourceResponse();
          response.setUrn(resource.urn);
          response.setProperties(toStruct(resource.outputs));
          return response;
        }),
      ),
      invoke: unary(async (request: ResourceInvokeRequest) => {
        const { returns, failures } = await invoke(run, registrations, transforms, {
          token: request.getTok(),
          args: fromStruct(request.getArgs()),
          provider: nonEmpty(request.getProvider()),
          version: nonEmpty(request.getVersion()),
        });
        const response = new InvokeResponse();
        if (returns !== undefined) response.setReturn(toStruct(returns));
        for (const { property, reason } of failures ?? []) {
          const failure = new CheckFailure();
          failure.setProperty(property);
          failure.setReason(reason);
          response.addFailures(failure);
        }
        return response;
      }),
      registerStackTransform: unary((request: CallbackMessage) => {
        transforms.addStackTransform(callbackFrom(request));
        return new Empty();
      }),
      registerStackInvokeTransform: unary((request: CallbackMessage) => {
        transforms.addInvokeTransform(callbackFrom(request));
        return new Empty();
      }),
      registerResourceHook: unary((request: RegisterResourceHookRequest) => {
        run.hooks.register(request);
        return new Empty();
      }),
      registerErrorHook: unary((request: RegisterErrorHookRequest) => {
        run.hooks.registerErrorHook(request);
        return new Empty();
      }),
      signalAndWaitForShutdown: unary(async () => {
        await programDone();
        return new Empty();
      }),
      call: unary((request: ResourceCallRequest) => deploying(undefined, () => call(run, components, request))),
      registerPackage: unary((request: RegisterPackageRequest) => {
        if (run.echo === undefined) throw unsupported("parameterized packages");
        // Resources of the package have its name, and an echo needs to know no more.
        const response = new RegisterPackageResponse();
        response.setRef(request.getParameterization()?.getName() ?? request.getName());
        return response;
      }),
    },
  ];
}

function registered(resource: StoredResource): RegisterResourceResponse {
  const response = new RegisterResourceResponse();
  response.setUrn(resource.urn);
  response.setId(resource.id ?? "");
  response.setObject(toStruct(resource.outputs));
  return response;
}

/** A component whose code is not here: the resources that it would make are not known. */
async function echoComponent(
  registrations: Registrations,
  echo: Echo,
  request: RegisterResourceRequest,
): Promise<RegisterResourceResponse> {
  const { goal, transforms } = goalFrom(request);
  const component = await registrations.register({ ...goal, custom: false, echoed: true }, transforms);
  const outputs = await echo.component(goal.type, goal.name, component.inputs, component.outputs);
  await registrations.registerOutputs(component.urn, outputs);
  return registered({ ...component, outputs });
}

function callbackFrom(message: CallbackMessage): Callback {
  return { target: message.getTarget(), token: message.getToken() };
}

function readGoal(request: ReadResourceRequest): Goal {
  return {
    type: request.getType(),
    name: request.getName(),
    custom: true,
    parent: nonEmpty(request.getParent()),
    inputs: fromStruct(request.getProperties()),
    propertyDependencies: {},
    options: {
      dependsOn: request.getDependenciesList(),
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      aliases: [],
      provider: nonEmpty(request.getProvider()),
      version: nonEmpty(request.getVersion()),
      hooks: hookBinding(undefined),
    },
  };
}
