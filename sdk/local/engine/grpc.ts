import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

/** Messages carry whole resources; the SDK's own clients set no limit below this one either. */
export const CHANNEL_OPTIONS = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** Thrown by a handler to answer with a status other than UNKNOWN. */
export class CallError extends Error {
  constructor(
    readonly code: status,
    message: string,
  ) {
    super(message);
    this.name = "CallError";
  }
}

/** What a program is told when the run is over for it: the SDK ends quietly on this status. */
export function shuttingDown(): CallError {
  return new CallError(status.UNAVAILABLE, "the deployment has stopped");
}

const ANSWERED_BY = "answered-by";

/** Whether the server at this address answered a call with this error, and not with the end of its run. */
export function isAnswerOf(address: string, { code, metadata }: ServiceError): boolean {
  return code !== status.UNAVAILABLE && metadata?.get(ANSWERED_BY)[0] === address;
}

export function unary<Request, Response>(
  handler: (request: Request) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    try {
      callback(null, await handler(call.request));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof CallError ? error.code : status.UNKNOWN;
      callback({ code, details: message, message, name: "Error" } as ServiceError);
    }
  };
}

export interface ListeningServer {
  /** `127.0.0.1:<port>` */
  address: string;
  stop(): void;
}

/** Serves on a port of the loopback interface that the operating system picks. */
export async function serve(
  services: [ServiceDefinition<UntypedServiceImplementation>, UntypedServiceImplementation][],
): Promise<ListeningServer> {
  const server = new Server(CHANNEL_OPTIONS);
  const signature = new Metadata();
  for (const [definition, implementation] of services) server.addService(definition, signed(implementation, signature));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const address = `127.0.0.1:${port}`;
  signature.set(ANSWERED_BY, address);
  return { address, stop: () => server.forceShutdown() };
}

/** The same handlers, whose errors say which server they are from: several runs of a process have one each. */
function signed(implementation: UntypedServiceImplementation, metadata: Metadata): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(implementation).map(([name, handler]) => {
      const answer: handleUnaryCall<unknown, unknown> = (call, callback) =>
        (handler as handleUnaryCall<unknown, unknown>)(call, (error, value) =>
          callback(error && { ...error, metadata }, value),
        );
      return [name, answer];
    }),
  );
}
