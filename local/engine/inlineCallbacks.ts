import { AsyncResource } from "node:async_hooks";
import { type ServiceError, status } from "@grpc/grpc-js";
import type { CallbackInvokeRequest, CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";

type Answer = (error: Partial<ServiceError> | null, response?: CallbackInvokeResponse) => void;

/** Calls a program's hooks and transforms, as the client of its server does. */
export type Invoke = (request: CallbackInvokeRequest, answer: Answer) => void;

/** What the SDK has the engine call hooks and transforms by, which it does not declare. */
interface Server {
  invoke(call: { request: CallbackInvokeRequest }, answer: Answer): Promise<void>;
}

const { CallbackServer } = require("@pulumi/pulumi/runtime/callbacks") as { CallbackServer?: { prototype: Server } };

/** What such a server keeps, and nothing else, in the versions of the SDK that are known. */
const KEPT = ["_awaitQueue", "_callbacks", "_monitor", "_pendingRegistrations", "_server", "_target"];

/**
 * The SDK's server without a port and without connections, which take a tenth of a run. A call is what it is on a
 * connection: it comes in a later turn, as does its answer, in the async context of either side. The end of the program
 * ends those under way.
 *
 * @param monitor the client by which the SDK tells the engine of its callbacks
 * @param open gives the address by which the engine calls them
 * @returns undefined for an SDK whose server is another one: it then makes its own
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
