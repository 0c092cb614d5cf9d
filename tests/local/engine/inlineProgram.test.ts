import assert from "node:assert/strict";
import type { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { embeddedStack, type InlineProgram } from "../../../local/engine";
import { newWorld, testProvider } from "./testProvider";

class Thing extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, { name: undefined, size: undefined, token: undefined, ...args }, opts);
  }
}

describe("a program that is a function", () => {
  const directory = mkdtempSync(join(tmpdir(), "inline-program-"));
  const world = newWorld();
  let count = 0;
  const stackOf = (program: InlineProgram, name = `stack${count++}`) =>
    embeddedStack({
      program,
      project: "proj",
      stack: name,
      config: { "proj:greeting": "hello" },
      secretConfig: { "proj:token": "s3cr3t" },
      stateFile: join(directory, `${name}.json`),
      providers: { test: () => testProvider(world) },
      env: { INLINE_PROGRAM: name },
    });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("gets its project, stack, configuration and environment, and returns its outputs", async () => {
    const stack = stackOf(async () => {
      const config = new pulumi.Config();
      const thing = new Thing("a", { name: "a" });
      return {
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
        dry: pulumi.runtime.isDryRun(),
        greeting: config.require("greeting"),
        environment: process.env.INLINE_PROGRAM,
        name: thing.name,
      };
    }, "named");
    const common = { project: "proj", stack: "named", greeting: "hello", environment: "named", name: "a" };
    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    assert.deepEqual(preview.outputs, { ...common, dry: true });
    const { outputs, changes } = await stack.up();
    assert.deepEqual(outputs, { ...common, dry: false });
    assert.deepEqual(changes, { create: 2 });
    assert.deepEqual((await stack.up()).changes, { same: 2 });
    assert.deepEqual((await stack.destroy()).changes, { delete: 2 });
    assert.equal(process.env.INLINE_PROGRAM, undefined);
  });

  it("runs two stacks one after the other when they are started together", async () => {
    const running: string[] = [];
    const program = async () => {
      running.push(pulumi.getStack());
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(running.at(-1), pulumi.getStack());
      new Thing("a", { name: pulumi.getStack() });
      return { stack: pulumi.getStack() };
    };
    const results = await Promise.all([stackOf(program, "one").up(), stackOf(program, "two").up()]);
    assert.deepEqual(
      results.map(({ errors, outputs }) => ({ errors, outputs })),
      [
        { errors: [], outputs: { stack: "one" } },
        { errors: [], outputs: { stack: "two" } },
      ],
    );
  });

  const failures: [string, InlineProgram, RegExp][] = [
    [
      "throws",
      () => {
        throw new Error("no luck");
      },
      /unhandled exception:\nError: no luck\n/,
    ],
    ["throws an error for its user", () => Promise.reject(new pulumi.RunError("do this")), /^do this$/],
    [
      "leaves a rejection unhandled",
      () => {
        void Promise.reject(new Error("forgotten"));
        return {};
      },
      /Error: forgotten/,
    ],
    [
      "returns what never comes, as an input fails",
      () => ({ name: new Thing("x", { name: pulumi.output(Promise.reject(new Error("no name"))) }).name }),
      /no name/,
    ],
    [
      "throws where nobody catches it",
      () => {
        setTimeout(() => {
          throw new Error("out of reach");
        });
        return new Promise<undefined>(() => {});
      },
      /Error: out of reach/,
    ],
    ["logs an error", () => void pulumi.log.error("that was wrong"), /^that was wrong$/],
  ];
  for (const [what, program, message] of failures) {
    it(`fails when it ${what}, without failing the test itself`, async () => {
      const listeners = process.listenerCount("unhandledRejection");
      const { ok, errors } = await stackOf(program).up();
      assert.equal(ok, false);
      assert.match(errors[0] ?? "", message);
      assert.equal(process.listenerCount("unhandledRejection"), listeners);
    });
  }

  it("is not waited for when a resource fails", async () => {
    const { ok, errors } = await stackOf(() => ({ name: new Thing("x", { bad: "too bad" }).name })).up();
    assert.equal(ok, false);
    assert.match(errors.join("\n"), /too bad/);
  });

  it("is not waited for when the run is cancelled", async () => {
    const controller = new AbortController();
    const program = () => {
      controller.abort();
      return new Promise<undefined>(() => {});
    };
    const { ok, errors } = await stackOf(program).up({ signal: controller.signal });
    assert.equal(ok, false);
    assert.deepEqual(errors, ["the up was cancelled", "update failed"]);
  });

  describe("that fails while one of its messages waits for a resource", () => {
    const about = (urn: Promise<string>) => ({ urn: { promise: () => urn } }) as unknown as pulumi.Resource;
    const { asyncLocalStorage } = globalThis as unknown as { asyncLocalStorage: AsyncLocalStorage<unknown> };
    const waiting: Record<string, () => unknown> = {
      "that never comes": () => pulumi.log.warn("stuck", about(new Promise(() => {}))),
      "that was refused": () => pulumi.log.warn("stuck", about(Promise.reject(new Error("refused")))),
      "in a hook": () => asyncLocalStorage.exit(() => pulumi.log.warn("stuck", about(new Promise(() => {})))),
    };
    for (const [where, say] of Object.entries(waiting)) {
      it(`${where} does not silence the next program`, async () => {
        const stopped = await stackOf(() => {
          void say();
          throw new pulumi.RunError("stopped");
        }).up();
        assert.equal(stopped.ok, false);
        const { events } = await stackOf(() => void pulumi.log.info("heard")).up();
        const messages = events.flatMap((event) => (event.kind === "diagnostic" ? [event.message] : []));
        assert.deepEqual(messages, ["heard"]);
      });
    }
  });

  it("ends although an earlier run still reports something about a resource that never comes", async () => {
    let say = () => {};
    const late = new Promise<void>((resolve) => {
      say = resolve;
    });
    const urn = { promise: () => new Promise(() => {}) };
    const stopped = stackOf(() => {
      void late.then(() => pulumi.log.error("its directory is gone", { urn } as unknown as pulumi.Resource));
      throw new pulumi.RunError("stopped");
    });
    assert.equal((await stopped.up()).ok, false);
    const next = await stackOf(async () => {
      say();
      await late;
      return { name: new Thing("next", { name: "next" }).name };
    }).up();
    assert.deepEqual([next.errors, next.outputs], [[], { name: "next" }]);
  });

  it("fails no other program with background work after its run", async () => {
    const failing = [0, 1].map(() => {
      let fail = () => {};
      const failed = new Promise<void>((_, reject) => {
        fail = () => reject(new Error("its directory is gone"));
      });
      return { fail, failed };
    });
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    const first = stackOf(() => {
      for (const { failed } of failing) {
        void failed.then(() => new Thing("late", { name: "late" }));
      }
      throw new Error("no luck");
    });
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", listen);
    try {
      assert.equal((await first.up()).ok, false);
      const next = await stackOf(async () => {
        failing[0]?.fail();
        await pause();
        return { done: true };
      }).up();
      assert.deepEqual([next.errors, next.outputs], [[], { done: true }]);
      failing[1]?.fail();
      await pause();
    } finally {
      process.removeListener("unhandledRejection", listen);
    }
    assert.deepEqual(unhandled, []);
    assert.ok(!process.listeners("unhandledRejection").includes(listen));
  });

  it("does not listen for hooks that it registers after it has failed", async () => {
    const { getCallbacks } = require("@pulumi/pulumi/runtime/settings") as { getCallbacks(): object | undefined };
    const used: (object | undefined)[] = [];
    const later = new Promise<void>((resolve) => {
      const stack = stackOf(() => {
        used.push(getCallbacks());
        setTimeout(() => {
          new pulumi.ResourceHook("late", () => {});
          used.push(getCallbacks());
          resolve();
        }, 50);
        throw new Error("of the program");
      });
      void stack.preview();
    });
    await later;
    // The SDK makes a server when it finds none.
    assert.ok(used[0] !== undefined && used[1] === used[0]);
  });

  it("does not change mocks of the same process", async () => {
    pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "1", state: inputs }), call: () => ({}) }, "mocked");
    await stackOf(() => ({ project: pulumi.getProject() })).up();
    assert.equal(pulumi.getProject(), "mocked");
  });
});
