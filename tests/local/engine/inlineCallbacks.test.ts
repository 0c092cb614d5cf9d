import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import { type Invoke, inlineCallbacks } from "../../../local/engine/inlineCallbacks";
import { Empty } from "../../../local/engine/protobuf";

interface SdkServer {
  _callbacks: Map<string, (request: Uint8Array) => Promise<Empty>>;
  _target: Promise<string>;
  shutdown(): void;
}

const side = new AsyncLocalStorage<string>();

/** The SDK's server of a program, and a function that calls it like an engine. */
function opened(): { server: SdkServer; call(token: string): Promise<string> } {
  let invoke: Invoke = () => assert.fail("not opened");
  const server = side.run("program", () =>
    inlineCallbacks({}, (given) => {
      invoke = given;
      return "address";
    }),
  );
  assert.ok(server, "the SDK's server is another one: local/engine/inlineCallbacks.ts");
  const call = (token: string) => {
    const request = new CallbackInvokeRequest();
    request.setToken(token);
    return side.run(
      "engine",
      () =>
        new Promise<string>((resolve) => {
          invoke(request, (error) => resolve(`${error?.details ?? "done"} in the ${side.getStore()}`));
        }),
    );
  };
  return { server: server as SdkServer, call };
}

describe("callbacks of a program in this process", () => {
  it("run in the program's async context in a later turn, and their answers in the engine's", async () => {
    const { server, call } = opened();
    assert.equal(await server._target, "address");
    const seen: (string | undefined)[] = [];
    server._callbacks.set("hook", async () => {
      seen.push(side.getStore());
      return new Empty();
    });
    const answered = call("hook");
    assert.deepEqual(seen, []);
    assert.equal(await answered, "done in the engine");
    assert.deepEqual(seen, ["program"]);
  });

  it("fail as they do over a connection", async () => {
    const { server, call } = opened();
    server._callbacks.set("hook", () => Promise.reject(new Error("no")));
    assert.equal(await call("hook"), "no in the engine");
    assert.equal(await call("other"), "callback not found: other in the engine");
  });

  it("end with the program, also while they run", async () => {
    const { server, call } = opened();
    server._callbacks.set("hook", () => new Promise(() => {}));
    const answered = call("hook");
    server.shutdown();
    assert.equal(await answered, "Connection dropped in the engine");
    assert.equal(await call("hook"), "Connection dropped in the engine");
  });
});
