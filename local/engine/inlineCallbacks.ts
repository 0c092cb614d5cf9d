import { AsyncResource } from "node:async_hooks";
import { type ServiceError, status } from "@grpc/grpc-js";
import type { CallbackInvokeRequest, CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";

type Answer = (error: Partial<ServiceError> | null, response?: CallbackInvokeResponse) => void;

/** Calls a program's hooks and transforms, like a client of its server. */
export type Invoke = (request: CallbackInvokeRequest, answer: Answer) => void;

/** The SDK's server by which the engine calls hooks and transforms. The SDK's types do not declare it. */
interface Server {
  invoke(call: { request: CallbackInvokeRequest }, answer: Answer): Promise<void>;
}

const { CallbackServer } = require("@pulumi/pulumi/runtime/callbacks") as { CallbackServer?: { prototype: Server } };

/** The only fields of such a server, in the known versions of the SDK. */
const KEPT = ["_awaitQueue", "_callbacks", "_monitor", "_pendingRegistrations", "_server", "_target"];

/**
 * The SDK's server without a port and connections: these take a tenth of a run. A call behaves as on a connection. It
 * comes in a later turn, and so does its answer, each in the async context of its side. The end of the program ends the
 * calls in progress.
 *
 * @param monitor the client by which the SDK registers its callbacks with the engine
 * @param open gives the address by which the engine calls them
 * @returns undefined for an SDK with a different server. It then makes its own server
 */
export function inlineCallbacks(monitor: object | undefined, open: (invoke: Invoke) => string): object | undefined {
  if (CallbackServer === undefined || String(keptBy(CallbackServer)) !== String(KEPT)) {
    return undefined;
  }
  const underWay = new Set<Answer>();
  let isOver = false;
  const forceShutdown = () => {
    isOver = true;
    for (const answer of underWay) {
      answer(OVER);
    }
  };
  const server: Server = Object.create(CallbackServer.prototype);
  const run = AsyncResource.bind((request: CallbackInvokeRequest, answer: Answer) => {
    setImmediate(() => void server.invoke({ request }, answer));
  });
  const invoke: Invoke = (request, done) => {
    const back = AsyncResource.bind(done);
    const answer: Answer = (error, response) => {
      if (underWay.delete(answer)) {
        setImmediate(() => back(error, response));
      }
    };
    underWay.add(answer);
    if (isOver) {
      answer(OVER);
    } else {
      run(request, answer);
    }
  };
  return Object.assign(server, {
    _awaitQueue: [],
    _callbacks: new Map(),
    _monitor: monitor,
    _pendingRegistrations: 0,
    _server: { forceShutdown },
    _target: Promise.resolve(open(invoke)),
  });
}

const OVER = { code: status.UNAVAILABLE, details: "Connection dropped" };

function keptBy(server: object): string[] {
  return [...new Set([...String(server).matchAll(/\bthis\.(_\w+) = /g)].map(([, name = ""]) => name))].sort();
}
