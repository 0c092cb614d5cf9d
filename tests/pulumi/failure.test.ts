import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { programError } from "../../sdk/pulumi/errors";
import { failedAlready, failUnder } from "../../sdk/pulumi/failure";
import { program } from "../../sdk/pulumi/program";
import { underMocks } from "../support/mocks";

/** The outcome of a promise at the end of this turn of the event loop. */
async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  const later = new Promise((resolve) => setImmediate(resolve)).then(() => "nothing");
  return Promise.race([
    promise.then(
      () => "a value",
      (error: Error) => error.message,
    ),
    later as Promise<string>,
  ]);
}

/** Makes the mocks count as an engine. */
function asEngine(): void {
  Object.assign(pulumi.runtime.getMonitor() ?? {}, { registerResourceHook: () => {} });
}

describe("a promise that a failed program still waits for", () => {
  let others: NodeJS.UnhandledRejectionListener[];
  beforeEach(() => {
    others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
  });
  afterEach(() => {
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  });

  it("fails during the run, and never after it, because a late rejection would end the user's process", async () => {
    const listener = () => {};
    process.on("unhandledRejection", listener);
    await underMocks(async () => {
      asEngine();
      program();
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "The program has failed");
      // The SDK does the same when the program has ended, even if work goes on.
      process.off("unhandledRejection", listener);
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "nothing");
    });
  });

  it("reports no failure after the run, whatever has failed", async () => {
    const listener = () => {};
    process.on("unhandledRejection", listener);
    await underMocks(async () => {
      asEngine();
      program();
      const resource = {} as pulumi.Resource;
      assert.equal(await outcomeOf(failUnder(resource, new Error("a defect"))), "a defect");
      process.off("unhandledRejection", listener);
      assert.equal(await outcomeOf(failUnder(resource, new Error("a defect"))), "nothing");
      assert.equal(
        await outcomeOf(failUnder(resource, programError("other-component-failed", { component: "x" }))),
        "nothing",
      );
    });
  });

  it("fails when nothing listens for rejections", async () => {
    await underMocks(async () => {
      asEngine();
      program();
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "The program has failed");
    });
  });

  it("fails in a unit test in any case, because all tests share its mocks", async () => {
    const listener = () => {};
    process.on("unhandledRejection", listener);
    await underMocks(async () => {
      program();
      process.off("unhandledRejection", listener);
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "The program has failed");
    });
  });
});
