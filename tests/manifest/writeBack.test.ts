import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";

import promises = require("node:fs/promises");

import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { setServiceId } from "../../sdk/manifest/edit";
import { eraseServiceId, type WriteBack, writeServiceId } from "../../sdk/manifest/writeBack";
import { processSpace } from "../../sdk/system/lockFile";

const ID = "SU1Z0isxPaozGVKXdv0eY";
const LINE = `service_id = "${ID}"`;
const KILLS = process.env.TEST_LONG ? 1_000 : 8;

/** Compiling the sources in each of many processes would take most of the test's time. */
const COMPILED = resolve(__dirname, "../../build/sdk/manifest/writeBack.js");

let directory: string;
let file: string;

describe("writing service_id back", () => {
  beforeEach(() => {
    directory = fs.mkdtempSync(join(tmpdir(), "write-back-"));
    fs.chmodSync(directory, 0o777);
    file = join(directory, "fastly.toml");
  });

  afterEach(() => {
    fs.chmodSync(directory, 0o777);
    fs.rmSync(directory, { recursive: true, force: true });
  });

  it("changes one line and keeps the mode", async () => {
    fs.writeFileSync(file, 'name = "a"\r\n# end');
    fs.chmodSync(file, 0o640);
    assert.deepEqual(await writeServiceId(file, ID), { status: "written" });
    assert.equal(fs.readFileSync(file, "utf8"), `name = "a"\r\n${LINE}\r\n# end`);
    assert.equal(fs.statSync(file).mode & 0o777, 0o640);
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("does not touch a file that already has the id", async () => {
    fs.writeFileSync(file, LINE);
    fs.chmodSync(file, 0o444);
    const before = fs.statSync(file, { bigint: true });
    assert.deepEqual(await writeServiceId(file, ID), { status: "unchanged" });
    const after = fs.statSync(file, { bigint: true });
    assert.deepEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
  });

  it("creates a missing file on request, with only the id", async () => {
    assert.deepEqual(await writeServiceId(file, ID), {
      status: "failed",
      reason: "the file does not exist",
      line: LINE,
    });
    assert.deepEqual(await writeServiceId(file, ID, { create: true }), { status: "created" });
    assert.equal(fs.readFileSync(file, "utf8"), `${LINE}\n`);
    assert.deepEqual(await writeServiceId(file, ID, { create: true }), { status: "unchanged" });
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("writes nothing when the file has changed since it was read", async () => {
    const overtaken = { status: "overtaken" };
    assert.deepEqual(await writeServiceId(file, ID, { create: true, expected: "" }), overtaken);
    fs.writeFileSync(file, 'name = "a"\n');
    assert.deepEqual(await writeServiceId(file, ID, { create: true, expected: null }), overtaken);
    assert.deepEqual(await writeServiceId(file, ID, { expected: 'name = "b"\n' }), overtaken);
    assert.equal(fs.readFileSync(file, "utf8"), 'name = "a"\n');
    assert.deepEqual(await writeServiceId(file, ID, { expected: 'name = "a"\n' }), { status: "written" });
  });

  it("can be undone, and undoing removes a file with nothing else", async () => {
    fs.writeFileSync(file, 'name = "a"\n');
    await writeServiceId(file, ID);
    assert.deepEqual(await eraseServiceId(file, ID), { status: "written" });
    assert.equal(fs.readFileSync(file, "utf8"), 'name = "a"\n');
    assert.deepEqual(await eraseServiceId(file, ID), { status: "unchanged" });
    fs.rmSync(file);
    await writeServiceId(file, ID, { create: true });
    assert.deepEqual(await eraseServiceId(file, ID), { status: "written" });
    assert.deepEqual(fs.readdirSync(directory), []);
    assert.deepEqual(await eraseServiceId(file, ID), { status: "unchanged" });
  });

  it("writes to the target of a link, and keeps the link", async () => {
    fs.mkdirSync(join(directory, "real"));
    fs.writeFileSync(join(directory, "real", "manifest"), "");
    fs.symlinkSync("real/manifest", file);
    assert.deepEqual(await writeServiceId(file, ID), { status: "written" });
    assert.equal(fs.readlinkSync(file), "real/manifest");
    assert.equal(fs.readFileSync(join(directory, "real", "manifest"), "utf8"), `${LINE}\n`);
    assert.deepEqual(fs.readdirSync(join(directory, "real")), ["manifest"]);
  });

  const failures: { title: string; prepare: () => void; reason: string }[] = [
    {
      title: "a read-only file",
      prepare: () => fs.writeFileSync(file, "", { mode: 0o444 }),
      reason: "the file is read-only",
    },
    {
      title: "a link to nothing",
      prepare: () => fs.symlinkSync("nowhere", file),
      reason: "the file is a link to one that does not exist",
    },
    { title: "a directory", prepare: () => fs.mkdirSync(file), reason: "it is a directory" },
    {
      title: "a file that is no TOML",
      prepare: () => fs.writeFileSync(file, "= 1"),
      reason: "the file is not valid TOML",
    },
    {
      title: "a file that is not UTF-8",
      prepare: () => fs.writeFileSync(file, Buffer.from([0x23, 0xe9, 0x0a])),
      reason: "the file is not UTF-8 text",
    },
  ];
  for (const { title, prepare, reason } of failures) {
    it(`does not change ${title}, and gives the line to paste`, async () => {
      prepare();
      assert.deepEqual(await writeServiceId(file, ID, { create: true }), { status: "failed", reason, line: LINE });
      assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
    });
  }

  it("does not change a file in a read-only directory", async () => {
    fs.writeFileSync(file, "");
    fs.chmodSync(file, 0o666);
    fs.chmodSync(directory, 0o555);
    const [result] = await results(1, `writeServiceId(${JSON.stringify(file)}, "${ID}")`, unprivileged());
    assert.deepEqual(result, { status: "failed", reason: "the file or its directory may not be written", line: LINE });
    assert.equal(fs.readFileSync(file, "utf8"), "");
  });

  it("removes what a killed process has left, and nothing else", async () => {
    const gone = `${await exitedPid()} ${processSpace()} 0123`;
    const left = [".fastly.toml.0123456789ab.tmp", ".fastly.toml.lock.0123456789abcdef", ".fastly.toml.lock"];
    const others = [".fastly.toml.swp", ".fastly.toml.tmp", ".other.0123456789ab.tmp", "fastly.toml"];
    // A process that lives is about to take the lock.
    const alive = ".fastly.toml.lock.fedcba9876543210";
    for (const name of [...left, ...others, alive]) {
      fs.writeFileSync(join(directory, name), name === alive ? `${process.ppid} ${processSpace()} 4567` : gone);
    }
    fs.writeFileSync(file, "");
    assert.deepEqual(await writeServiceId(file, ID), { status: "written" });
    assert.deepEqual(fs.readdirSync(directory).sort(), [...others, alive].sort());
  });

  it("keeps what another program writes at the same time", async () => {
    fs.writeFileSync(file, 'name = "a"\n');
    await whileWriting(
      1,
      () => fs.writeFileSync(file, 'name = "b"\n'),
      async () => {
        assert.deepEqual(await writeServiceId(file, ID), { status: "written" });
      },
    );
    assert.equal(fs.readFileSync(file, "utf8"), `name = "b"\n${LINE}\n`);
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("gives up when the file changes all the time", async () => {
    fs.writeFileSync(file, "");
    await whileWriting(
      Number.POSITIVE_INFINITY,
      () => fs.appendFileSync(file, "# more\n"),
      async () => {
        const reason = "the file keeps being changed by others";
        assert.deepEqual(await writeServiceId(file, ID), { status: "failed", reason, line: LINE });
      },
    );
    assert.match(fs.readFileSync(file, "utf8"), /^(# more\n)+$/);
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("happens once when several calls in one process start from the same text", async () => {
    for (let round = 0; round < 20; round++) {
      fs.writeFileSync(file, 'name = "a"\n');
      const ids = ["IDa", "IDb", "IDc"];
      const outcomes = await Promise.all(ids.map((id) => writeServiceId(file, id, { expected: 'name = "a"\n' })));
      const winner = ids[outcomes.findIndex(({ status }) => status === "written")];
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["overtaken", "overtaken", "written"]);
      assert.equal(fs.readFileSync(file, "utf8"), `name = "a"\nservice_id = "${winner}"\n`);
    }
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("happens once when several processes start from the same text", async () => {
    fs.writeFileSync(file, 'name = "a"\n');
    const at = Date.now() + 500;
    const race = `(async () => {
      while (Date.now() < ${at});
      return writeServiceId(${JSON.stringify(file)}, "ID" + process.pid, { expected: 'name = "a"\\n' });
    })()`;
    const outcomes = await results(4, race);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [...Array(3).fill("overtaken"), "written"]);
    assert.match(fs.readFileSync(file, "utf8"), /^name = "a"\nservice_id = "ID\d+"\n$/);
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("does not wait for a process that was killed while it wrote", async () => {
    fs.writeFileSync(file, "");
    fs.writeFileSync(join(directory, ".fastly.toml.lock"), `${await exitedPid()} ${processSpace()}`);
    assert.deepEqual(await writeServiceId(file, ID), { status: "written" });
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("from several processes leaves the text of one of them", async () => {
    fs.writeFileSync(file, 'name = "a"\n');
    const outcomes = await results(4, `writeServiceId(${JSON.stringify(file)}, "ID" + process.pid)`);
    assert.ok(outcomes.some(({ status }) => status === "written"));
    assert.match(fs.readFileSync(file, "utf8"), /^name = "a"\nservice_id = "ID\d+"\n$/);
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it("from several processes that create the file leaves a complete file", async () => {
    const outcomes = await results(4, `writeServiceId(${JSON.stringify(file)}, "ID" + process.pid, { create: true })`);
    assert.equal(outcomes.filter(({ status }) => status === "created").length, 1);
    assert.match(fs.readFileSync(file, "utf8"), /^service_id = "ID\d+"\n$/);
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  });

  it(`leaves the old or the new file after a kill at any moment, ${KILLS} times`, async () => {
    const original = `${`# ${"x".repeat(100)}\n`.repeat(2_000)}service_id = "ID0"\n`;
    fs.writeFileSync(file, original);
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start(`(async () => {
        for (let n = 1; ; n++) {
          const { status } = await writeServiceId(${JSON.stringify(file)}, "ID" + n);
          process.stdout.write(status + "\\n");
        }
      })()`);
      const [first] = await once(child.stdout, "data");
      await setTimeout((kill * 7) % 13);
      child.kill("SIGKILL");
      await once(child, "close");
      assert.match(String(first), /^(written|unchanged)\n/);
      const found = fs.readFileSync(file, "utf8");
      const id = /service_id = "(ID\d+)"\n$/.exec(found)?.[1] ?? "none";
      assert.deepEqual(setServiceId(original, id), { text: found });
    }
    assert.deepEqual(await writeServiceId(file, "IDlast"), { status: "written" });
    assert.deepEqual(fs.readdirSync(directory), ["fastly.toml"]);
  }).timeout(KILLS * 5_000);
});

/** Runs an expression that may use `writeServiceId` in a separate process. */
function start(expression: string, options: { uid?: number } = {}) {
  const script = `const { writeServiceId } = require(${JSON.stringify(COMPILED)}); ${expression}`;
  return spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"], ...options });
}

/** The results of an expression that gives a `WriteBack`, evaluated in several processes at once. */
async function results(count: number, expression: string, options: { uid?: number } = {}): Promise<WriteBack[]> {
  const print = `(${expression}).then((result) => console.log(JSON.stringify(result)))`;
  const children = Array.from({ length: count }, () => start(print, options));
  return Promise.all(children.map(async ({ stdout }) => JSON.parse(await text(stdout))));
}

/** Calls `interfere` the first few times before a new text is written beside the file. */
async function whileWriting(times: number, interfere: () => void, act: () => Promise<void>): Promise<void> {
  const { open } = promises;
  let left = times;
  promises.open = (...args) => {
    if (String(args[0]).endsWith(".tmp") && left-- > 0) {
      interfere();
    }
    return open(...args);
  };
  try {
    await act();
  } finally {
    promises.open = open;
  }
}

async function exitedPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

/** The superuser may write to a read-only directory, so such a test needs another user. */
function unprivileged(): { uid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534 } : {};
}
