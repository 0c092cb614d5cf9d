import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createLoop, type Round } from "../../../local/dev/loop";
import { renderRound, renderStatus } from "../../../local/dev/status";
import { watchFiles } from "../../../local/dev/watch";
import { withoutColor } from "../../../local/display/paint";
import { makeProject, removeProjects } from "../../support/project";

const ROUND: Round = { ok: true, errors: [], took: { deploy: 1234 }, changes: { same: 3, update: 1 } };

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

describe("the watcher of dev", function () {
  this.timeout(20_000);
  after(removeProjects);

  it("tells of what changed, and not of what git ignores, writes that change nothing, packages, and the locks of a run", async () => {
    const root = makeProject({ "src/a.txt": "1", ".gitignore": "out/\n.env\n", "out/x": "1", ".env": "A=1" });
    execFileSync("git", ["init", "-q"], { cwd: root });
    const told: string[][] = [];
    const watcher = await watchFiles(root, (files) => told.push(files));
    try {
      writeFileSync(join(root, "out/x"), "2");
      writeFileSync(join(root, ".fastly.toml.lock"), "1");
      mkdirSync(join(root, "node_modules/p"), { recursive: true });
      writeFileSync(join(root, "node_modules/p/index.js"), "");
      writeFileSync(join(root, "src/a.txt"), "2");
      writeFileSync(join(root, "src/b.txt"), "1");
      writeFileSync(join(root, ".env"), "A=2");
      await until(() => told.flat().includes("src/b.txt") && told.flat().includes(".env"));
      assert.deepEqual([...new Set(told.flat())].sort(), [".env", "src/a.txt", "src/b.txt"]);
      const before = told.length;
      writeFileSync(join(root, "src/a.txt"), "2");
      await delay(300);
      assert.equal(told.length, before);
    } finally {
      await watcher.close();
    }
  });
});

describe("the page of dev", () => {
  const status = { address: "http://127.0.0.1:7676", serves: true, requests: [], logged: [], working: false };

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
    const failed = { ...ROUND, ok: false, errors: ["the build failed"] };
    const text = renderStatus({ ...status, why: ["a"], last: failed, logged: ["\x1b[2Jhello"] }, withoutColor);
    assert.match(text, /failed, and the version before answers/);
    assert.match(text, /the build failed/);
    assert.ok(!text.includes("\x1b"));
    assert.doesNotMatch(
      renderStatus({ ...status, why: ["a"], working: true, last: failed }, withoutColor),
      /the build/,
    );
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i < 300, "it never came");
    await delay(50);
  }
}
