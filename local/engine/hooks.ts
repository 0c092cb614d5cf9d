import {
  ErrorHookRequest,
  ErrorHookResponse,
  type RegisterErrorHookRequest,
  type RegisterResourceHookRequest,
  ResourceHookRequest,
  ResourceHookResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Callback, Callbacks } from "./callbacks";
import { toStruct } from "./marshal";
import type { StoredResource } from "./storedResource";
import { urnName } from "./urn";

export interface Hooks {
  register(request: RegisterResourceHookRequest): void;
  registerErrorHook(request: RegisterErrorHookRequest): void;
  /** Runs hooks in order. Throws the error of the first failing one, unless that hook ignores errors. */
  run(when: "before" | "after", names: readonly string[], call: HookCall): Promise<void>;
  /** Whether one of the error hooks wants to retry the failed operation. */
  wantsRetry(names: readonly string[], call: HookCall & { operation: string; error: string }): Promise<boolean>;
}

/** The resource before and after the operation, where each exists. */
export interface HookCall {
  old?: StoredResource;
  new?: StoredResource;
  /** Whether the operation has ended, so that `new` has outputs. */
  done: boolean;
}

interface ResourceHook {
  callback: Callback;
  onDryRun: boolean;
  ignoreErrors: boolean;
}

export function openHooks(callbacks: Callbacks, preview: boolean, warn: (message: string, urn: string) => void): Hooks {
  const resourceHooks = new Map<string, ResourceHook>();
  const errorHooks = new Map<string, Callback>();

  const callbackOf = (request: RegisterResourceHookRequest | RegisterErrorHookRequest): Callback => {
    const name = request.getName();
    if (resourceHooks.has(name) || errorHooks.has(name)) {
      throw new Error(`resource hook already registered for name "${name}"`);
    }
    const callback = request.getCallback();
    return { target: callback?.getTarget() ?? "", token: callback?.getToken() ?? "" };
  };

  return {
    register(request) {
      resourceHooks.set(request.getName(), {
        callback: callbackOf(request),
        onDryRun: request.getOnDryRun(),
        ignoreErrors: request.getIgnoreErrors?.() ?? false,
      });
    },
    registerErrorHook(request) {
      errorHooks.set(request.getName(), callbackOf(request));
    },
    async run(when, names, call) {
      for (const name of names) {
        const hook = resourceHooks.get(name);
        if (hook === undefined) throw new Error(`hook "${name}" was not registered`);
        if (preview && !hook.onDryRun) continue;
        const response = await callbacks.invoke(hook.callback, fill(new ResourceHookRequest(), call).serializeBinary());
        const message = ResourceHookResponse.deserializeBinary(response).getError();
        if (message === "") continue;
        const failure = `${when} hook "${name}" failed: ${message}`;
        if (!hook.ignoreErrors) throw new Error(failure);
        warn(failure, urnOf(call));
      }
    },
    async wantsRetry(names, call) {
      let retry = false;
      for (const name of names) {
        const callback = errorHooks.get(name);
        if (callback === undefined) throw new Error(`error hook "${name}" was not registered`);
        const request = fill(new ErrorHookRequest(), call);
        request.setFailedOperation(call.operation);
        request.setErrorsList([call.error]);
        const response = ErrorHookResponse.deserializeBinary(
          await callbacks.invoke(callback, request.serializeBinary()),
        );
        if (response.getError() !== "") throw new Error(`error hook "${name}" failed: ${response.getError()}`);
        retry ||= response.getRetry();
      }
      return retry;
    },
  };
}

function urnOf(call: HookCall): string {
  return call.new?.urn ?? call.old?.urn ?? "";
}

function fill<Request extends ResourceHookRequest | ErrorHookRequest>(request: Request, call: HookCall): Request {
  const urn = urnOf(call);
  request.setUrn(urn);
  request.setId(call.new?.id ?? call.old?.id ?? "");
  request.setName(urnName(urn));
  request.setType(call.new?.type ?? call.old?.type ?? "");
  if (call.new) request.setNewInputs(toStruct(call.new.inputs));
  if (call.old) {
    request.setOldInputs(toStruct(call.old.inputs));
    request.setOldOutputs(toStruct(call.old.outputs));
  }
  if (call.new && call.done && request instanceof ResourceHookRequest) {
    request.setNewOutputs(toStruct(call.new.outputs));
  }
  return request;
}
