import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import { asked, connect } from "./grpc";
import type { Invoke } from "./inlineCallbacks";

/** A function in the program's process: a hook or a transform. */
export interface Callback {
  /** The address of the server in that process. */
  target: string;
  token: string;
}

export interface Callbacks {
  /** Calls it with a serialized request. Resolves to the serialized response. */
  invoke(callback: Callback, request: Uint8Array): Promise<Uint8Array>;
  /** Gives an address to the callbacks of a program in this process. */
  inProcess(invoke: Invoke): string;
  close(): void;
}

export function openCallbacks(): Callbacks {
  const clients = new Map<string, CallbacksClient>();
  const programs = new Map<string, Invoke>();
  const clientFor = (target: string): Invoke => {
    const program = programs.get(target);
    if (program !== undefined) {
      return program;
    }
    let client = clients.get(target);
    if (client === undefined) {
      client = connect(CallbacksClient, target);
      clients.set(target, client);
    }
    return client.invoke.bind(client);
  };
  return {
    async invoke({ target, token }, request) {
      const message = new CallbackInvokeRequest();
      message.setToken(token);
      message.setRequest(request);
      const response = await asked<CallbackInvokeResponse | undefined>((done) => clientFor(target)(message, done));
      return response?.getResponse_asU8() ?? new Uint8Array();
    },
    inProcess(invoke) {
      const target = `program ${programs.size}`;
      programs.set(target, invoke);
      return target;
    },
    close() {
      for (const client of clients.values()) client.close();
    },
  };
}
