import assert from "node:assert/strict";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { removeProjects } from "../support/project";
import { stackIn } from "../support/stack";

interface Program {
  exports: { memory: { buffer: ArrayBuffer }; _start(): void };
}

/** Node's own. Its types would come with those of a browser. */
declare const WebAssembly: {
  Module: new (bytes: Buffer) => object;
  Instance: new (module: object, imports: Record<string, Record<string, (...args: number[]) => unknown>>) => Program;
};

describe("examples/monorepo", () => {
  after(removeProjects);

  it("builds after a change of the app or the shared package, and after no other change", async () => {
    const directory = copyExample("monorepo");
    // Links the packages of a workspace like `npm install`.
    for (const [name, path] of Object.entries({ shared: "packages", edge: "apps", office: "apps" })) {
      symlinkSync(join("..", path, name), join(directory, "node_modules", name));
    }
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const stack = await stackIn(directory, { project: "monorepo", fastly, env: EXAMPLE_ENV });
      const hashAfter = async (change?: { file: string; from: string; to: string }) => {
        if (change !== undefined) {
          const file = join(directory, change.file);
          const text = readFileSync(file, "utf8");
          assert.ok(text.includes(change.from));
          writeFileSync(file, text.replace(change.from, change.to));
        }
        const { errors } = await stack.up();
        assert.deepEqual(errors, []);
        const built = join(directory, "apps/edge/bin/main.wasm");
        return { hash: fastly.deployed("edge-of-a-monorepo").package?.files_hash, wasm: readFileSync(built) };
      };
      const first = await hashAfter();
      assert.equal(answerOf(first.wasm), "Hello from a monorepo\n");

      // Without this link a build fails: the imported package is not found.
      const link = join(directory, "node_modules/shared");
      rmSync(link);
      const other = await hashAfter({ file: "apps/office/index.js", from: "console.log", to: "console.error" });
      assert.equal(other.hash, first.hash);
      symlinkSync("../packages/shared", link);

      const shared = await hashAfter({ file: "packages/shared/index.js", from: "monorepo", to: "shared package" });
      assert.equal(answerOf(shared.wasm), "Hello from a shared package\n");
      assert.notEqual(shared.hash, first.hash);

      const app = await hashAfter({ file: "apps/edge/src/build.js", from: "greeting)", to: "greeting.toUpperCase())" });
      assert.equal(answerOf(app.wasm), "HELLO FROM A SHARED PACKAGE\n");
      assert.notEqual(app.hash, shared.hash);
    } finally {
      await fastly.stop();
    }
  });
});

/** The program's answer, without a Compute platform. */
function answerOf(wasm: Buffer): string {
  const bodies = new Map<number, string>();
  let sent = "";
  const view = () => new DataView(instance.exports.memory.buffer);
  const instance: Program = new WebAssembly.Instance(new WebAssembly.Module(wasm), {
    fastly_abi: { init: () => 0 },
    fastly_http_resp: {
      new: (handle: number) => view().setUint32(handle, 5, true),
      send_downstream: (response: number, body: number) => {
        assert.equal(response, 5);
        sent = bodies.get(body) ?? "";
      },
    },
    fastly_http_body: {
      new: (handle: number) => view().setUint32(handle, 6, true),
      write: (body: number, from: number, length: number) =>
        bodies.set(body, Buffer.from(view().buffer, from, length).toString()),
    },
  });
  instance.exports._start();
  return sent;
}
