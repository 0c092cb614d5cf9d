import assert from "node:assert/strict";
import type { FastlyClient } from "../../sdk/fastly/client";
import { listServices } from "../../sdk/fastly/service";

describe("the services of an account", () => {
  it("are read to the last page, with the comments of their versions", async () => {
    const all = Array.from({ length: 100 }, (_, index) => ({
      id: `id${index}`,
      name: `s${index}`,
      versions: [] as object[],
    }));
    all.push({
      id: "last",
      name: "last",
      versions: [
        { number: 1, active: false, comment: "first" },
        { number: 3, active: false, comment: null },
        { number: 2, active: true, comment: "live" },
      ],
    });
    const asked: string[] = [];
    const client: FastlyClient = {
      request: async (method, path) => {
        asked.push(`${method} ${path}`);
        return path.includes("page=1&") ? all.slice(0, 100) : all.slice(100);
      },
    };
    const listed = await listServices(client);
    assert.deepEqual(asked, ["GET /service?page=1&per_page=100", "GET /service?page=2&per_page=100"]);
    assert.equal(listed.length, 101);
    assert.deepEqual(listed.at(-1), {
      id: "last",
      name: "last",
      activeVersion: 2,
      activeComment: "live",
      comments: ["", "live", "first"],
    });
  });
});
