import assert from "node:assert/strict";
import type { Runtime } from "../../../local/edge/runtime";
import { createServing, type Wanted } from "../../../local/edge/serving";

/** Runtimes that start and end when the test says so. */
function stage() {
  const events: string[] = [];
  const starts = new Map<string, { succeed: () => void; fail: () => void }>();
  let wanted: Wanted | undefined;
  let items = "";

  const runtime = (key: string): Runtime & { end: () => void } => {
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const finish = (how: string) => async () => {
      events.push(`${how} ${key}`);
      end();
    };
    return {
      title: key,
      port: 0,
      agent: undefined as never,
      connections: new Set(),
      enter: () => () => {},
      writeItems: async (written) => void events.push(`items ${key} ${written.get("items")}`),
      ended,
      end,
      retire: finish("retire"),
      stop: finish("stop"),
    };
  };
  const serving = createServing<Wanted>({
    wanted: () => {
      if (wanted === undefined) {
        throw new Error("no active version");
      }
      return {
        ...wanted,
        configuration: {
          toml: "",
          backends: {},
          values: new Map(),
          items: new Map([["items", items]]),
          differences: [],
        },
      };
    },
    start: ({ key, title }, signal, current) => {
      if (current !== undefined && key.startsWith(`${current.title}+`)) {
        events.push(`goes on as ${title}`);
        return Promise.resolve(Object.assign(current, { title }));
      }
      events.push(`start ${key}`);
      signal.addEventListener("abort", () => events.push(`abort ${key}`));
      return new Promise((resolve, reject) => {
        starts.set(key, { succeed: () => resolve(runtime(key)), fail: () => reject(new Error(`${key} cannot start`)) });
      });
    },
    log: (line) => events.push(line),
  });
  return {
    serving,
    events,
    want: (key: string | undefined, newItems = items) => {
      wanted = key === undefined ? undefined : ({ key, title: key } as Wanted);
      items = newItems;
    },
    succeed: (key: string) => starts.get(key)?.succeed(),
    fail: (key: string) => starts.get(key)?.fail(),
    /** Serves this version, with nothing in `events`. */
    running: async (key: string) => {
      wanted = { key, title: key } as Wanted;
      const settled = serving.settled();
      starts.get(key)?.succeed();
      const runtime = await settled;
      events.length = 0;
      return runtime as Runtime & { end: () => void };
    },
  };
}

describe("the runtime that serves a service", () => {
  it("starts only with the first request", async () => {
    const { serving, events, want } = stage();
    want("v1");
    await serving.changed();
    assert.deepEqual(events, []);
  });

  it("is the same for all requests while it starts", async () => {
    const { serving, events, want, succeed } = stage();
    want("v1", "a");
    const both = Promise.all([serving.forRequest(), serving.settled()]);
    succeed("v1");
    const [first, second] = await both;
    assert.equal(first, second);
    assert.equal(events.filter((event) => event.startsWith("start")).length, 1);
  });

  it("is the old one until the new one answers, and some callers wait for the new one", async () => {
    const { serving, events, want, succeed, running } = stage();
    const old = await running("v1");
    want("v2");
    await serving.changed();
    assert.equal(await serving.forRequest(), old);
    const settled = serving.settled();
    succeed("v2");
    assert.equal((await settled).title, "v2");
    assert.equal((await serving.forRequest()).title, "v2");
    assert.deepEqual(events.slice(0, 2), ["start v2", "retire v1"]);
  });

  it("is never one whose version was replaced while it started", async () => {
    const { serving, events, want, succeed, running } = stage();
    await running("v1");
    want("v2");
    await serving.changed();
    want("v3");
    await serving.changed();
    const settled = serving.settled();
    succeed("v2");
    succeed("v3");
    assert.equal((await settled).title, "v3");
    assert.deepEqual(events.slice(0, 5), ["start v2", "abort v2", "start v3", "stop v2", "retire v1"]);
  });

  it("stays the same when only items change, and gets the new items", async () => {
    const { serving, events, want, running } = stage();
    const runtime = await running("v1");
    want("v1", "new");
    await serving.changed();
    assert.equal(await serving.settled(), runtime);
    assert.deepEqual(events, ["items v1 new", "items v1 new"]);
  });

  it("continues under the name of a new version that would do the same, with its items", async () => {
    const { serving, events, want, running } = stage();
    const runtime = await running("v1");
    want("v1+manifest", "new");
    await serving.changed();
    assert.equal(await serving.settled(), runtime);
    assert.equal(runtime.title, "v1+manifest");
    assert.equal(events[0], "goes on as v1+manifest");
    assert.deepEqual([...new Set(events.slice(1))], ["items v1 new"]);
    runtime.end();
    await runtime.ended;
    assert.equal(events.at(-1), "v1+manifest: the runtime ended unexpectedly; the next request starts it again");
  });

  it("stays the same when a version was activated and taken back before it answered", async () => {
    const { serving, events, want, running } = stage();
    const runtime = await running("v1");
    want("v2");
    await serving.changed();
    want("v1", "i");
    await serving.changed();
    assert.equal(await serving.settled(), runtime);
    assert.deepEqual(events, ["start v2", "abort v2", "items v1 i", "items v1 i"]);
  });

  it("stops when the new one cannot start, and the next request tries again", async () => {
    const { serving, events, want, fail, succeed, running } = stage();
    await running("v1");
    want("v2");
    await serving.changed();
    const settled = serving.settled();
    fail("v2");
    await assert.rejects(settled, { message: "v2 cannot start" });
    assert.deepEqual(events, ["start v2", "retire v1", "v2 cannot start"]);
    const next = serving.forRequest();
    succeed("v2");
    assert.equal((await next).title, "v2");
  });

  it("is a new one after the old one exited", async () => {
    const { serving, events, succeed, running } = stage();
    const old = await running("v1");
    old.end();
    await old.ended;
    assert.deepEqual(events, ["v1: the runtime ended unexpectedly; the next request starts it again"]);
    const next = serving.forRequest();
    succeed("v1");
    assert.notEqual(await next, old);
  });

  it("stops when no version is active any more", async () => {
    const { serving, events, want, running } = stage();
    await running("v1");
    want(undefined);
    await serving.changed();
    await assert.rejects(serving.forRequest(), { message: "no active version" });
    assert.deepEqual(events, ["retire v1", "no active version"]);
  });

  it("stops silently when the edge stops", async () => {
    const { serving, events, running } = stage();
    await running("v1");
    await serving.stop();
    assert.deepEqual(events, ["stop v1"]);
  });
});
