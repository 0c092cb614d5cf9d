import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { localStack } from "../../local/index";
import { ComputeService } from "../../sdk";
import { makeProject, removeProjects } from "../support/project";

describe("a local stack", () => {
  const fastly = { url: "http://127.0.0.1:1", token: "unused" };

  it("runs a directory or a function on the chosen engine", () => {
    for (const program of [".", () => ({})]) {
      assert.equal(localStack({ program, fastly }).engine, "embedded");
      assert.equal(localStack({ program, fastly, engine: "pulumi" }).engine, "pulumi");
    }
  });

  it("keeps the states of two stacks apart without a given directory", async () => {
    const stacks = [1, 2].map(() => localStack({ program: () => ({}), fastly }));
    for (const stack of stacks) {
      assert.deepEqual((await stack.up()).changes, { create: 1 });
    }
  });

  it("fails no test when a build loses its directory after the program has failed", async () => {
    const directory = makeProject({
      "fastly.toml": 'name = "shop"\nlanguage = "other"\n[scripts]\nbuild = "touch started; sleep 0.3; exit 1"\n',
    });
    const program = async () => {
      new ComputeService("edge", { directory, build: { skipVerification: true } });
      while (!existsSync(join(directory, "started"))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error("something else");
    };
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", listen);
    try {
      const { errors } = await localStack({ program, fastly }).up();
      assert.match(errors.join("\n"), /something else/);
      removeProjects();
      await new Promise((resolve) => setTimeout(resolve, 800));
    } finally {
      process.removeListener("unhandledRejection", listen);
    }
    assert.deepEqual(unhandled, []);
  });
});
