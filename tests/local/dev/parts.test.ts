import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createLoop, type Round } from "../../../local/dev/loop";
import { mayBePage } from "../../../local/dev/reload";
import { createRounds, deployedBy } from "../../../local/dev/round";
import { renderRound, renderStatus } from "../../../local/dev/status";
import { watchFiles, watchRoots } from "../../../local/dev/watch";
import { withoutColor } from "../../../local/display/paint";
import type { ResourceState } from "../../../local/engine/contract";
import type { Stack } from "../../../local/stack";
import { findRoot } from "../../../sdk/internal";
import { makeProject, removeProjects } from "../../support/project";

const ROUND: Round = { ok: true, answers: true, errors: [], took: { deploy: 1234 }, changes: { same: 3, update: 1 } };

describe("the loop of dev", () => {
  it("ends where each round begins the next, says which file does it, and goes on with another", async () => {
    const rounds: Round[] = [];
    let loop: ReturnType<typeof createLoop> | undefined;
    loop = createLoop({
      deploy: async () => {
        await delay(0);
        loop?.changed(["made.txt"]);
        return ROUND;
      },
      begun: () => {},
      ended: (round) => void rounds.push(round),
    });
    loop.changed(["made.txt"]);
    await loop.idle();
    assert.equal(rounds.length, 11);
    assert.match(rounds.at(-1)?.errors.join() ?? "", /^Each round begins the next: made\.txt is written/);
    assert.deepEqual(rounds.at(-2)?.errors, []);
    loop.changed(["made.txt"]);
    await loop.idle();
    assert.equal(rounds.length, 11, "it waits for another file");
    loop.changed(["src/main.ts"]);
    await loop.idle();
    assert.ok(rounds.length > 11);
    await loop.stop();
  });

  it("takes a file that is saved often for what it is", async () => {
    let rounds = 0;
    const ended = () => {
      rounds += 1;
    };
    const loop = createLoop({ deploy: async () => ROUND, begun: () => {}, ended });
    for (let n = 0; n < 30; n += 1) {
      loop.changed([n % 2 ? "a" : "b"]);
      await loop.idle();
    }
    assert.equal(rounds, 30);
  });

  it("does one round at a time, and one more for all that came meanwhile", async () => {
    const told: string[] = [];
    let release = () => {};
    const loop = createLoop({
      deploy: async () => {
        told.push("deploy");
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return ROUND;
      },
      begun: (why) => void told.push(`begun ${why.join(" ")}`),
      ended: () => void told.push("ended"),
    });
    loop.changed(["a"]);
    loop.changed(["b"]);
    await delay(1);
    loop.changed(["c"]);
    loop.changed(["c", "b"]);
    release();
    await delay(1);
    release();
    await loop.idle();
    assert.deepEqual(told, ["begun a", "deploy", "ended", "begun b c", "deploy", "ended"]);
    await loop.stop();
    loop.changed(["d"]);
    await loop.idle();
    assert.equal(told.filter((line) => line.startsWith("begun")).length, 2);
  });
});

describe("a round that never ends", () => {
  /** Rounds that end only when they are told to, but for those after the first. */
  function hanging(patienceMs: number) {
    const told: string[] = [];
    let rounds = 0;
    const loop = createLoop({
      patienceMs,
      deploy: async (signal) => {
        rounds += 1;
        if (rounds === 1) await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return ROUND;
      },
      begun: (why) => void told.push(`begun ${why}`),
      ended: () => void told.push("ended"),
    });
    return { told, loop };
  }

  it("is ended by a save of the program, after a while, and by no other", async () => {
    const { told, loop } = hanging(20);
    loop.changed(["a"]);
    loop.changed(["app"]);
    await delay(40);
    assert.deepEqual(told, ["begun a"]);
    loop.programChanged(["index.ts"]);
    await loop.idle();
    assert.deepEqual(told, ["begun a", "begun app,index.ts", "ended"]);
  });

  it("is not ended before its time", async () => {
    const { told, loop } = hanging(60_000);
    loop.changed(["a"]);
    loop.programChanged(["b"]);
    await delay(5);
    assert.deepEqual(told, ["begun a"]);
    await loop.stop();
    assert.deepEqual(told, ["begun a"]);
  });

  it("is ended by the key at once", async () => {
    const { told, loop } = hanging(60_000);
    loop.changed(["a"]);
    loop.again(["the key r"]);
    await loop.idle();
    assert.deepEqual(told, ["begun a", "begun the key r", "ended"]);
  });
});

describe("what dev deploys", () => {
  const failing = { ok: false, errors: ["the program failed"], changes: {}, events: [] };

  function rounds(ups: (() => Promise<unknown>)[], edges: (() => Promise<void>)[]) {
    return createRounds({
      openStack: () => ({ up: ups.shift() }) as unknown as Stack,
      fastly: { settled: () => edges.shift()?.() ?? Promise.resolve() },
      deployed: async () => {},
      service: () => "id",
    });
  }
  const deployed = async () => ({ ok: true, errors: [], changes: { update: 1 }, events: [] });
  const { signal } = new AbortController();

  it("knows whether a version answers, whatever becomes of the next ones", async () => {
    const broken = async () => Promise.reject(new Error("the runtime did not start"));
    const round = rounds(
      [async () => failing, deployed, async () => failing, deployed, async () => failing, deployed],
      [broken, async () => {}, broken, async () => {}],
    );
    const results = [];
    for (let i = 0; i < 6; i++) results.push(await round(signal));
    assert.deepEqual(
      results.map(({ ok, answers, errors }) => [ok, answers, ...errors]),
      [
        [false, false, "the program failed"],
        [true, true],
        [false, true, "the program failed"],
        [false, false, "the runtime did not start"],
        [false, false, "the program failed"],
        [true, true],
      ],
    );
  });

  it("fails where the project cannot be read, and waits for no runtime once it is to end", async () => {
    const parts = {
      fastly: { settled: () => new Promise<void>(() => {}) },
      deployed: async () => {},
      service: () => "id",
    };
    const broken = () => assert.fail("Pulumi.yaml is broken");
    const unreadable = createRounds({ ...parts, service: () => undefined, openStack: broken });
    assert.deepEqual((await unreadable(signal)).errors, ["Pulumi.yaml is broken"]);
    const ending = new AbortController();
    const waiting = createRounds({ ...parts, openStack: () => ({ up: deployed }) as unknown as Stack })(ending.signal);
    await delay(1);
    ending.abort();
    await waiting;
  });

  it("tells what a program has said where the error is no more than its end", async () => {
    const said = (message: string, more = {}) => ({ kind: "diagnostic", severity: "info", message, ...more });
    const events = [
      said("Error: no such property\n"),
      said("built", { urn: "urn:x" }),
      said("50 %", { ephemeral: true }),
    ];
    const ended = { ...failing, errors: ["the program ended with exit code 32", "update failed"], events };
    const { errors } = await rounds([async () => ended], [])(signal);
    assert.deepEqual(errors, ["Error: no such property\nthe program ended with exit code 32", "update failed"]);
  });

  it("starts what was live already when the first round fails", async () => {
    const round = rounds([async () => failing, async () => failing], [async () => {}]);
    assert.deepEqual(
      [await round(signal), await round(signal)].map(({ ok, answers }) => [ok, answers]),
      [
        [false, true],
        [false, true],
      ],
    );
  });

  it("is what the stack has, and no other stack", () => {
    const resource = (type: string, id: string, inputs = {}) => ({ type, id, inputs }) as unknown as ResourceState;
    assert.deepEqual(
      deployedBy(
        [
          resource("fastly-compute:index:ComputeService", "", { name: "shop", manifest: "app/fastly.toml" }),
          resource("fastly:index/serviceCompute:ServiceCompute", "a"),
          resource("fastly:index/kvstore:Kvstore", "b"),
        ],
        "/p",
      ),
      { apps: new Map([["shop", "/p/app"]]), services: ["a"] },
    );
  });
});

describe("the watcher of dev", function () {
  this.timeout(20_000);
  after(removeProjects);

  for (const git of [true, false]) {
    it(`tells of what changed, and not of what .gitignore leaves out, writes that change nothing, packages, and the locks of a run: ${git ? "in a repository" : "without one"}`, async () => {
      const files = { "src/a.txt": "1", ".gitignore": "out/\n.env\n", "app/.gitignore": "/bin/\n*.log\n!kept.log\n" };
      const root = makeProject({ ...files, "out/x": "1", ".env": "A=1", "app/bin/main.wasm": "1" });
      if (git) execFileSync("git", ["init", "-q"], { cwd: root });
      const told: string[][] = [];
      const watcher = await watchFiles(findRoot(root, root), (files) => told.push(files));
      try {
        for (const file of ["out/x", ".fastly.toml.lock", "app/bin/main.wasm", "app/a.log"]) {
          writeFileSync(join(root, file), "2");
        }
        mkdirSync(join(root, "node_modules/p"), { recursive: true });
        writeFileSync(join(root, "node_modules/p/index.js"), "");
        for (const file of ["src/a.txt", "src/b.txt", "app/kept.log", ".env"]) writeFileSync(join(root, file), "2");
        await until(() => ["src/b.txt", ".env", "app/kept.log"].every((file) => told.flat().includes(file)));
        assert.deepEqual([...new Set(told.flat())].sort(), [".env", "app/kept.log", "src/a.txt", "src/b.txt"]);
        const before = told.length;
        writeFileSync(join(root, "src/a.txt"), "2");
        await delay(300);
        assert.equal(told.length, before);
      } finally {
        await watcher.close();
      }
    });
  }

  it("tells of what git keeps although a rule leaves it out, and of nothing that a rule of this machine does", async () => {
    const root = makeProject({ ".gitignore": "made/\n", "made/kept.txt": "1", "made/gone.txt": "1", "mine.txt": "1" });
    const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
    git("init", "-q");
    git("add", "-f", "made/kept.txt");
    writeFileSync(join(root, ".git/info/exclude"), "mine.txt\n");
    const told: string[] = [];
    const watcher = await watchFiles(findRoot(root, root), (files) => told.push(...files));
    try {
      for (const file of ["made/gone.txt", "made/kept.txt", "mine.txt"]) writeFileSync(join(root, file), "2");
      await until(() => told.length >= 2);
      await delay(100);
      assert.deepEqual([...new Set(told)].sort(), ["made/kept.txt", "mine.txt"]);
    } finally {
      await watcher.close();
    }
  });

  it("looks at all that the apps of a program may be built from, once", async () => {
    const parent = makeProject({ "infra/Pulumi.yaml": "", "app/src/a.txt": "1", "shared/b.txt": "1", "c.txt": "1" });
    const told: string[] = [];
    const watcher = watchRoots((files) => told.push(...files));
    try {
      const infra = join(parent, "infra");
      for (const app of ["infra", "infra/other", "app", "shared"]) await watcher.add(join(parent, app), infra);
      for (const file of ["infra/index.ts", "app/src/a.txt", "shared/b.txt"]) writeFileSync(join(parent, file), "2");
      await until(() => told.length >= 3);
      await delay(100);
      assert.deepEqual(told.sort(), ["app/src/a.txt", "infra/index.ts", "shared/b.txt"]);
    } finally {
      await watcher.close();
    }
  });

  it("looks at what the last build has read beyond the root", async () => {
    const [root, elsewhere] = [
      makeProject({ "app/fastly.toml": "", "app/bin/main.wasm": "" }),
      makeProject({ "src/a.js": "one" }),
    ].map((path) => realpathSync(path));
    execFileSync("git", ["init", "-q"], { cwd: root });
    symlinkSync(join(elsewhere ?? "", "src"), join(root ?? "", "app/linked"));
    const app = join(root ?? "", "app");
    mkdirSync(join(app, ".fastly-compute"));
    writeFileSync(
      join(app, ".fastly-compute/inputs.json"),
      '{"inputs":[["app/linked/a.js","x"],["app/fastly.toml","y"]]}',
    );
    const told: string[] = [];
    const watcher = watchRoots((files) => told.push(...files));
    try {
      await watcher.add(app, app);
      watcher.addBeyond(app, app);
      await delay(200);
      writeFileSync(join(elsewhere ?? "", "src/a.js"), "two");
      await until(() => told.length > 0);
      assert.deepEqual([...new Set(told)], [join(elsewhere ?? "", "src/a.js")]);
    } finally {
      await watcher.close();
    }
  });

  it("misses nothing that is written right after something else", async () => {
    const root = makeProject({ "a.txt": "" });
    let told = 0;
    const watcher = await watchFiles(findRoot(root, root), () => {
      told += 1;
    });
    try {
      for (let n = 1; n <= 20; n++) {
        const before = told;
        writeFileSync(join(root, "a.txt"), `${n}`);
        await until(() => told > before, 5);
      }
    } finally {
      await watcher.close();
    }
  });

  it("tells of no manifest that has another service_id and is the same otherwise, as a deployment writes it", async () => {
    const manifest = 'name = "shop"\n[scripts]\nbuild = "make"\n';
    const root = makeProject({ "app/fastly.toml": manifest, "app/fastly.prod.toml": "", "a.txt": "" });
    const told: string[][] = [];
    const watcher = await watchFiles(findRoot(root, root), (files) => told.push(files));
    const tells = async (name: string, text: string) => {
      told.length = 0;
      writeFileSync(join(root, name), text);
      writeFileSync(join(root, "a.txt"), `after ${name} ${text}`);
      await until(() => told.flat().includes("a.txt"));
      return told.flat().includes(name);
    };
    try {
      assert.equal(await tells("app/fastly.toml", `service_id = "abc"\n${manifest}`), false);
      assert.equal(await tells("app/fastly.prod.toml", 'service_id = "abc"\n'), false);
      assert.equal(await tells("app/fastly.toml", `service_id = "abc"\n${manifest.replace("make", "x")}`), true);
      assert.equal(await tells("app/fastly.toml", "name = 'no TOML"), true);
    } finally {
      await watcher.close();
    }
  });
});

describe("what is loaded again", () => {
  for (const [method, destination, expected] of [
    ["GET", undefined, true],
    ["GET", "document", true],
    ["POST", "document", true],
    ["GET", "iframe", true],
    ["GET", "empty", false],
    ["GET", "image", false],
    ["HEAD", "document", false],
  ] as const) {
    it(`is a page that a browser shows: ${method}, for ${destination}`, () => {
      assert.equal(mayBePage({ method, headers: destination ? { "sec-fetch-dest": destination } : {} }), expected);
    });
  }
});

describe("the page of dev", () => {
  const status = { address: "http://127.0.0.1:7676", also: [], serves: true, requests: [], logged: [], working: false };

  it("says what changed, what came of it and how long that took", () => {
    const text = renderStatus({ ...status, why: ["a", "b", "c", "d"], last: ROUND }, withoutColor);
    assert.match(text, /Address {2}http:\/\/127\.0\.0\.1:7676\n/);
    assert.match(text, /Changed {2}a, b, c, and 1 more\n/);
    assert.match(text, /State {4}live: 1 updated \(deploy 1\.23 s\)\n/);
    assert.match(text, /r rebuild {3}o open {3}q quit/);
  });

  it("calls nothing live where no Viceroy answers", () => {
    const silent = { ...status, serves: false, why: ["a"], last: ROUND };
    for (const text of [renderStatus(silent, withoutColor), renderRound(silent, withoutColor)]) {
      assert.match(text, /deployed: 1 updated/);
      assert.match(text, /answers when Viceroy is installed: cargo install viceroy --locked/);
      assert.doesNotMatch(text, /live/);
    }
  });

  it("shows errors until they are mended, and what a program logs as text", () => {
    const failed = { ...ROUND, ok: false, errors: ["the build failed\n  | why"] };
    const text = renderStatus({ ...status, why: ["a"], last: failed, logged: ["\x1b[2Jhello"] }, withoutColor);
    assert.match(text, /failed, and the version before answers/);
    assert.match(text, /\n {2}the build failed\n {4}\| why\n/);
    assert.ok(!text.includes("\x1b"));
    // They are not mended because somebody tries.
    assert.match(
      renderStatus({ ...status, why: ["a"], working: true, last: failed }, withoutColor),
      /the build failed/,
    );
    const first = { ...failed, answers: false };
    assert.match(renderRound({ ...status, why: ["a"], last: first }, withoutColor), /failed, and nothing answers/);
  });
});

async function until(condition: () => boolean, every = 50): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i * every < 15_000, "it never came");
    await delay(every);
  }
}
