import {
  type ChannelCredentials,
  credentials,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

/**
 * Messages contain whole resources, and the SDK's own clients have no lower limit either. Connections are not shared
 * with clients of an earlier run, whose server had the same port.
 */
const CHANNEL_OPTIONS = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** A client of a service in another process. */
export function connect<Client>(
  Client: new (address: string, credentials: ChannelCredentials, options: typeof CHANNEL_OPTIONS) => Client,
  address: string,
): Client {
  return new Client(address, credentials.createInsecure(), CHANNEL_OPTIONS);
}

/**
 * A client's call as a promise.
 *
 * @param explain the error for a failed call. Default: the words of the server.
 */
export function asked<Response>(
  call: (done: (error: Partial<ServiceError> | null, response?: Response) => void) => unknown,
  explain = ({ details }: Partial<ServiceError>) => new Error(details),
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(explain(error)) : resolve(response as Response)));
  });
}

/** Thrown by a handler to answer with another status than UNKNOWN. */
export class CallError extends Error {
  constructor(
    readonly code: status,
    message: string,
  ) {
    super(message);
    this.name = "CallError";
  }
}

/** The answer to a program whose run is over: the SDK ends quietly on this status. */
export function shuttingDown(): CallError {
  return new CallError(status.UNAVAILABLE, "the deployment has stopped");
}

/** Whether a call failed because its run has stopped or is over. This never happens during a run. */
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

/** A service's definition and its implementation. */
export type Service = [definition: ServiceDefinition<UntypedServiceImplementation>, UntypedServiceImplementation];

/** Serves on a port of the loopback interface chosen by the system. */
export async function serve(services: readonly Service[]): Promise<ListeningServer> {
  const server = new Server(CHANNEL_OPTIONS);
  for (const [definition, implementation] of services) server.addService(definition, implementation);
  const address = `127.0.0.1:${await listen(server)}`;
  return { address, stop: () => server.forceShutdown() };
}

/** The ports on which this process has listened. */
const usedPorts = new Set<number>();

/**
 * Listens on a port that no earlier run of this process had. That run's clients may still exist, and grpc shares
 * connections by address. They would tell this run's clients at once that nobody answers on the port.
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
