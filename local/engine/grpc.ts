import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

/**
 * Messages carry whole resources; the SDK's own clients set no limit below this one either. Connections are not shared
 * with clients of an earlier run, which had a server of the same port.
 */
export const CHANNEL_OPTIONS = {
  "grpc.use_local_subchannel_pool": 1,
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

/** Whether a call failed because its run has stopped, or is over, which never happens while a run is under way. */
export function isOfStoppedRun({ code }: ServiceError): boolean {
  return code === status.UNAVAILABLE || code === status.CANCELLED;
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

/** What a service has, and what does it. */
export type Service = [definition: ServiceDefinition<UntypedServiceImplementation>, UntypedServiceImplementation];

/** Serves on a port of the loopback interface that the operating system picks. */
export async function serve(services: readonly Service[]): Promise<ListeningServer> {
  const server = new Server(CHANNEL_OPTIONS);
  for (const [definition, implementation] of services) server.addService(definition, implementation);
  const address = `127.0.0.1:${await listen(server)}`;
  return { address, stop: () => server.forceShutdown() };
}

/** The ports that this process has listened on. */
const usedPorts = new Set<number>();

/**
 * Listens on a port that no earlier run of this process had. Its clients may still be there, and grpc shares connections
 * by address: those of this run would be told at once that there is none, as nobody answered on that port just now.
 */
async function listen(server: Server): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    if (!usedPorts.has(port)) {
      usedPorts.add(port);
      return port;
    }
    server.unbind(`127.0.0.1:${port}`);
  }
}
