import assert from "node:assert/strict";
import { findViceroy, LocalFastly, localStack } from "pulumi-fastly-compute-local";

import program = require("../index");

describe("the edge, asked", () => {
  let fastly: LocalFastly;

  before(async function () {
    if (findViceroy() === undefined) {
      this.skip();
    }
    fastly = await LocalFastly.start();
  });
  after(() => fastly?.stop());

  it("answers at its domain", async () => {
    await localStack({ program, stack: "prod", fastly }).up();
    const answer = await fastly.fetch("https://www.example.com/path");
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), "Hello from a prebuilt file\n");
  });
});
