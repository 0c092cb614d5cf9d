import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { goWasm, needsViceroy } from "../../support/edge";
import { removeProjects } from "../../support/project";

const ROOT = resolve(__dirname, "../../..");
const PROGRAM = `
  const { startRuntime } = require(${JSON.stringify(join(ROOT, "local/edge/runtime"))});
  const { needViceroy } = require(${JSON.stringify(join(ROOT, "local/edge/viceroy"))});
  const { goWasm } = require(${JSON.stringify(join(ROOT, "tests/support/edge"))});
  const wasm = goWasm("one\\n");
  // Not before: what compiles the tests has its cache there.
  process.env.TMPDIR = process.env.EDGE_DIRECTORY;
  const configuration = { toml: "", backends: {}, values: new Map([["values/secret", Buffer.from("s")]]), items: new Map(), differences: [] };
  startRuntime({ viceroy: needViceroy(), title: "test", wasm, configuration, log: () => {}, signal: new AbortController().signal })
    .then((runtime) => console.log(runtime.port));
`;

describe("the local edge leaves no listening process and no file", function () {
  this.timeout(60_000);
  before(function () {
    needsViceroy.call(this);
    goWasm("one\n") ?? this.skip();
  });
  after(removeProjects);

  for (const signal of ["SIGTERM", "SIGKILL", "SIGINT"] as const) {
    it(`after ${signal}`, async () => {
      const temporary = join(ROOT, "node_modules/.cache", `edge-${process.pid}-${signal}`);
      const files = () => readdirSync(temporary).filter((name) => name.startsWith("fastly-compute-edge-"));
      mkdirSync(temporary, { recursive: true });
      const child = spawn(process.execPath, ["-r", "tsx/cjs", "-e", PROGRAM], {
        cwd: ROOT,
        env: { ...process.env, EDGE_DIRECTORY: temporary },
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const [port] = await once(createInterface({ input: child.stdout }), "line");
        assert.equal(files().length, 1);
        assert.ok(await answers(Number(port)));
        child.kill(signal);
        await once(child, "exit");
        while ((await answers(Number(port))) || files().length > 0) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      } finally {
        child.kill("SIGKILL");
        rmSync(temporary, { recursive: true, force: true });
      }
    });
  }
});

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
