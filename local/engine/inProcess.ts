import { AsyncResource } from "node:async_hooks";
import { Metadata, type MethodDefinition, type ServiceError, status } from "@grpc/grpc-js";
import type { Service } from "./grpc";

type Answer = (error: Partial<ServiceError> | null, response?: unknown) => void;
type Method = MethodDefinition<unknown, unknown>;
type Handler = (call: { request: unknown }, answer: Answer) => void;

/** Clients of services in this process, without a connection: a connection would cost more than all messages. */
export interface InProcessClients {
  /** A client as generated code would make it for a service. */
  clientOf(definition: Service[0]): object | undefined;
  /** Ends the calls in progress, like a server that stops. Later calls reach nobody. */
  stop(): void;
}

/**
 * A call behaves as on a connection. The message is copied. The answer comes in a later turn of the event loop. An
 * error has the same code and words. The service does not see the caller's async context, and the caller keeps it.
 */
export function inProcessClients(services: readonly Service[]): InProcessClients {
  const ownContext = new AsyncResource("engine");
  const underWay = new Set<Answer>();
  let isStopped = false;

  const call = (name: string, method: Method, handler: Handler | undefined, request: unknown, callback: Answer) => {
    const caller = new AsyncResource("call");
    const back: Answer = (error, response) => caller.runInAsyncScope(callback, undefined, error, response);
    const answer: Answer = (error, response) => {
      if (underWay.delete(answer)) {
        const sent = error ? undefined : copied(method.responseSerialize, method.responseDeserialize, response);
        setImmediate(() => (error ? back(asClientsSee(error)) : back(null, sent)));
      }
    };
    underWay.add(answer);
    const reached = isStopped ? { error: STOPPED } : reach(name, method, handler, request);
    if ("error" in reached) {
      answer(reached.error);
    } else {
      ownContext.runInAsyncScope(setImmediate, undefined, () => reached.handler({ request: reached.message }, answer));
    }
  };

  const clients = new Map(
    services.map(([definition, implementation]) => {
      const methods = Object.entries(definition).map(([name, method]) => {
        const handler = implementation[name] as unknown as Handler | undefined;
        // Clients may pass metadata and options in between. The services here ignore these.
        return [
          name,
          (request: unknown, ...rest: Answer[]) => call(name, method, handler, request, rest.at(-1) as Answer),
        ];
      });
      return [definition, { ...Object.fromEntries(methods), close: () => {} }];
    }),
  );
  return {
    clientOf: (definition) => clients.get(definition),
    stop() {
      isStopped = true;
      for (const answer of [...underWay]) {
        answer(STOPPED);
      }
    },
  };
}

const STOPPED = { code: status.UNAVAILABLE, details: "the run is over" };

/** The service's part of a call, or why the call never reaches the service. */
function reach(
  name: string,
  { requestSerialize, requestDeserialize }: Method,
  handler: Handler | undefined,
  request: unknown,
): { handler: Handler; message: unknown } | { error: Partial<ServiceError> } {
  if (handler === undefined) {
    return { error: { code: status.UNIMPLEMENTED, details: `The server does not implement the method ${name}` } };
  }
  try {
    return { handler, message: copied(requestSerialize, requestDeserialize, request) };
  } catch (error) {
    const { message } = error as Error;
    return { error: { code: status.INTERNAL, details: `Request message serialization failure: ${message}` } };
  }
}

function copied(write: (message: unknown) => Buffer, read: (bytes: Buffer) => unknown, message: unknown): unknown {
  return read(write(message));
}

function asClientsSee({ code = status.UNKNOWN, details = "" }: Partial<ServiceError>): ServiceError {
  return Object.assign(new Error(`${code} ${status[code]}: ${details}`), { code, details, metadata: new Metadata() });
}
