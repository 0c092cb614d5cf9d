import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { type Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { EngineClient, EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceRequest, GetRootResourceResponse, LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { CallError, type Service, serve, unary } from "../../../local/engine/grpc";
import { inProcessClients } from "../../../local/engine/inProcess";
import { Empty } from "../../../local/engine/protobuf";

/** The outcome of a call. */
type Outcome = { urn: string } | { code: number; details: string; message: string };

type Ask = (client: EngineClient) => Promise<Outcome>;

const root: Ask = (client) =>
  new Promise((resolve) =>
    client.getRootResource(new GetRootResourceRequest(), (error, response) =>
      resolve(error ? told(error) : { urn: response.getUrn() }),
    ),
  );

function told({ code, details, message }: ServiceError) {
  return { code, details, message };
}

const log =
  (message: unknown): Ask =>
  (client) => {
    const request = new LogRequest();
    request.setMessage(message as string);
    return new Promise((resolve) => client.log(request, (error) => resolve(error ? told(error) : { urn: "" })));
  };

function answering(getRootResource: () => GetRootResourceResponse | Promise<GetRootResourceResponse>): Service {
  return [EngineService, { getRootResource: unary(getRootResource), log: unary(() => new Empty()) }];
}

function rooted(urn: string): GetRootResourceResponse {
  const response = new GetRootResourceResponse();
  response.setUrn(urn);
  return response;
}

function failing(error: Error): Service {
  return answering(() => Promise.reject(error));
}

describe("a client in the same process as its service", () => {
  const cases: [title: string, service: Service, ask: Ask][] = [
    ["an answer", answering(() => rooted("urn:ä")), root],
    ["an error", failing(new Error("no luck")), root],
    ["an error with a status", failing(new CallError(status.UNAVAILABLE, "stopped")), root],
    ["a method that the service has not", [EngineService, {}], root],
    ["a message", answering(() => rooted("")), log("ä\u0000\ud83d\ude00")],
    ["a message that cannot be written", answering(() => rooted("")), log(Symbol("no text"))],
  ];
  for (const [title, service, ask] of cases) {
    it(`gets the same as a client with a connection for ${title}`, async () => {
      const { address, stop } = await serve([service]);
      const connected = new EngineClient(address, credentials.createInsecure());
      const there = await ask(connected);
      connected.close();
      stop();
      assert.deepEqual(await ask(clientOf(inProcessClients([service]))), there);
    });
  }

  it("gets UNAVAILABLE when the service has stopped, also for calls under way", async () => {
    const clients = inProcessClients([answering(() => new Promise(() => {}))]);
    const client = clientOf(clients);
    const waiting = root(client);
    clients.stop();
    for (const outcome of [await waiting, await root(client)]) {
      assert.equal("code" in outcome && outcome.code, status.UNAVAILABLE);
    }
  });

  it("passes a copy in a later turn, and each side keeps its async context", async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const response = rooted("one");
    const service = answering(() => {
      seen.push(context.getStore());
      return response;
    });
    const client = clientOf(context.run("service", () => inProcessClients([service])));
    const received = await context.run("program", () => {
      const answer = new Promise<GetRootResourceResponse>((resolve) => {
        client.getRootResource(new GetRootResourceRequest(), (_, given) => {
          seen.push(context.getStore());
          resolve(given);
        });
      });
      assert.deepEqual(seen, []);
      return answer;
    });
    assert.deepEqual(seen, ["service", "program"]);
    response.setUrn("two");
    assert.equal(received.getUrn(), "one");
  });
});

function clientOf(clients: ReturnType<typeof inProcessClients>): EngineClient & Client {
  return clients.clientOf(EngineService) as EngineClient;
}
