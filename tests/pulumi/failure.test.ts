import assert from "node:assert/strict";
import { failedAlready } from "../../sdk/pulumi/failure";
import { program } from "../../sdk/pulumi/program";
import { underMocks } from "../support/mocks";

/** What becomes of a promise by the end of this turn of the event loop. */
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

describe("what a failed program still waits for", () => {
  let others: NodeJS.UnhandledRejectionListener[];
  beforeEach(() => {
    others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
  });
  afterEach(() => {
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  });

  it("fails while the run goes on, and never when it is over: a late rejection would end the user's process", async () => {
    const listener = () => {};
    process.on("unhandledRejection", listener);
    await underMocks(async () => {
      program();
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "The program has failed");
      // As the SDK does when the program has ended, whatever goes on.
      process.off("unhandledRejection", listener);
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "nothing");
    });
  });

  it("fails where nobody has listened, as in a unit test", async () => {
    await underMocks(async () => {
      program();
      assert.equal(await outcomeOf(failedAlready("The program has failed")), "The program has failed");
    });
  });
});
