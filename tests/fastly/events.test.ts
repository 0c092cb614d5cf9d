import assert from "node:assert/strict";
import { LocalFastly } from "../../local/index";
import { fastlyClient } from "../../sdk/fastly/client";
import { readActivations } from "../../sdk/fastly/events";
import { callApi } from "../support/edge";

/** A client whose log has these events, newest first. */
function logOf(events: object[], users: Record<string, object> = {}) {
  const asked: string[] = [];
  return {
    asked,
    request: async (_: string, path: string) => {
      asked.push(path);
      const [, user = ""] = /^\/user\/(.*)$/.exec(path) ?? [];
      if (user !== "") {
        return users[user] ?? Promise.reject(new Error("403"));
      }
      const page = Number(new URLSearchParams(path.split("?")[1]).get("page[number]"));
      return { data: events.slice((page - 1) * 100, page * 100) };
    },
  };
}

const event = (version: number, at: string, user?: string) => ({
  attributes: { created_at: at, user_id: user, metadata: { version_number: version } },
});

describe("the user who activated a version", () => {
  it("is the one of the last activation in the log, by name if the token may read users", async () => {
    const log = logOf([event(2, "d", "U1"), event(3, "c", "U2"), event(2, "b", "U3"), event(1, "a")], {
      U1: { name: "Ada", login: "ada@example.com" },
    });
    assert.deepEqual(
      await readActivations(log, "S", [3, 2, 1, 7]),
      new Map([
        [2, { at: "d", by: "Ada" }],
        [3, { at: "c", by: "U2" }],
        [1, { at: "a" }],
      ]),
    );
  });

  it("is searched page by page, until all are found", async () => {
    const events = Array.from({ length: 250 }, (_, index) => event(250 - index, "t"));
    const log = logOf(events);
    assert.equal((await readActivations(log, "S", [249, 120])).size, 2);
    assert.equal(log.asked.length, 2);
    assert.equal((await readActivations(log, "S", [999])).size, 0);
  });

  it("is unknown for invalid events", async () => {
    const odd = [{}, { attributes: null }, { attributes: { created_at: 1, metadata: { version_number: 1 } } }];
    assert.equal((await readActivations(logOf(odd), "S", [1])).size, 0);
  });

  it("is in the local Fastly's log too, unless the account may not read it", async () => {
    for (const events of [true, false]) {
      const fastly = await LocalFastly.start({ edge: false, account: { events } });
      try {
        const { id } = (await callApi(fastly, "POST", "/service", { name: "s", type: "vcl" })) as { id: string };
        await callApi(fastly, "PUT", `/service/${id}/version/1/activate`);
        const read = readActivations(fastlyClient(fastly.url, fastly.token), id, [1]);
        if (events) {
          assert.equal((await read).get(1)?.by, "Local Fastly");
        } else {
          await assert.rejects(read, /not authorized/);
        }
      } finally {
        await fastly.stop();
      }
    }
  });
});
