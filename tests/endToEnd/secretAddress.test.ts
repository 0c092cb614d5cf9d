import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { stackOfSuite } from "../support/suite";

describe("a backend whose address is a secret", function () {
  this.timeout(120_000);
  const test = stackOfSuite();

  it("does not appear in errors when the backend is missing or different at Fastly", async () => {
    const backends = { api: { address: pulumi.secret("hidden.example.com") }, web: { address: "web.example.com" } };
    test.declare({ backends });
    await test.succeed();
    const { id } = test.fastly.service("shop");
    const service = `/service/${id}/version`;
    await test.call("PUT", `${service}/1/clone`);
    await test.call("PUT", `${service}/2/backend/api`, { address: "other.example.com" });
    await test.call("DELETE", `${service}/2/backend/web`);
    await test.call("PUT", `${service}/2/activate`);
    const told = await test.failing();
    assert.match(told, /the backend api is missing\n\s+the backend web \(web\.example\.com:443\) is missing\n/);
    assert.match(told, /the backend api is still there\n/);
    assert.ok(!told.includes("hidden.example.com") && !told.includes("other.example.com"), told);
  });
});
