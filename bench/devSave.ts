import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { findViceroy } from "../local/edge/viceroy";
import {
  DEV_MANIFEST,
  DEV_PROGRAM,
  type DevProject,
  type DevRun,
  devProject,
  FIRST_ROUND,
  heard,
} from "../tests/support/devProject";
import { fastlyBinary } from "../tests/support/fastlyCli";
import { removeProjects } from "../tests/support/project";
import { median, pause, ROOT, RUNS, timed, type Work } from "./support";

/** A pause between saves: nobody saves again before the page has come and was read. */
const BETWEEN_MS = 2_000;
const LONGEST_MS = 120_000;

/**
 * The time from a save to the new answer, of `fastly-compute-local dev` and of `fastly compute serve --watch`, without
 * the build's own time.
 */
export const devSave: Work = {
  name: "dev-save",
  goal: "< 1000 ms beyond the build",
  measure: () =>
    inProject(async (project) => {
      const build = () =>
        timed(() => execFileSync(process.execPath, ["build.js"], { cwd: join(project.directory, "app") }));
      const ours = await whileDev(project, ({ url }) =>
        saves((n) => project.save("app/src/page.html", `<h1>ours ${n}</h1>`), url, "ours"),
      );
      const building = await build();
      const peer = await serveWatch(project);
      const beyond = ours - building;
      return {
        ours_ms: beyond,
        peer_ms: peer === undefined ? null : peer - building,
        ratio: peer === undefined ? Number.NaN : beyond / (peer - building),
        ok: beyond < 1000,
        note: `the build takes ${Math.round(building)} ms; ${runtimeNote()}`,
      };
    }),
};

/** The same for a store item in the manifest and for a backend in the program. These need no build. */
export const devValue: Work = {
  name: "dev-value",
  goal: "< 300 ms",
  measure: () =>
    inProject((project) =>
      whileDev(project, async (dev) => {
        const live = (save: (n: number) => void) =>
          repeated(async (n) => {
            dev.forget();
            save(n);
            await dev.said(/: live: /);
          });
        const item = await live((n) => project.save("app/fastly.toml", DEV_MANIFEST.replace("red", `colour ${n}`)));
        const backend = await live((n) =>
          project.save("index.js", DEV_PROGRAM.replace("one.example", `n${n}.example`)),
        );
        const note = `a backend, for which the runtime starts again: ${Math.round(backend)} ms; ${runtimeNote()}`;
        return { ours_ms: item, peer_ms: null, ratio: item / 300, ok: item < 300, note };
      }),
    ),
};

/** Runs `dev` in a separate process, as users do. This process has a large heap from other works. */
async function whileDev<T>(
  { directory }: DevProject,
  work: (dev: Pick<DevRun, "url" | "said" | "forget">) => Promise<T>,
): Promise<T> {
  const options = ["--dir", directory, "--state", join(directory, ".state"), "--port", "0"];
  const child = spawn(process.execPath, [join(ROOT, "local/bin.js"), "dev", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const { write, said, forget } = heard(2);
  child.stdout.on("data", (part: Buffer) => write(String(part)));
  try {
    const [, url = ""] = await said(FIRST_ROUND);
    return await work({ url, said, forget });
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

/** The median of several rounds. The first round does not count. */
async function repeated(work: (n: number) => Promise<void>): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n <= RUNS; n++) {
    all.push(await timed(() => work(n)));
    await pause(BETWEEN_MS);
  }
  return median(all.slice(1));
}

async function inProject<T>(work: (project: DevProject) => Promise<T>): Promise<T> {
  const { PATH } = process.env;
  const project = devProject();
  if (VICEROY === undefined) {
    process.env.PATH = project.path;
  }
  try {
    return await work(project);
  } finally {
    process.env.PATH = PATH;
    removeProjects();
  }
}

/** Looked up before a stand-in is on PATH. */
const VICEROY = findViceroy();

function runtimeNote(): string {
  return VICEROY === undefined ? "a stand-in for Viceroy, which is not here" : "with Viceroy";
}

/** The time until the address answers with the saved change. */
function saves(save: (n: number) => void, url: string, mark: string): Promise<number> {
  return repeated((n) => {
    save(n);
    return answers(url, `${mark} ${n}<`);
  });
}

async function answers(url: string, text: string): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  while (
    !(
      await fetch(url)
        .then((answer) => answer.text())
        .catch(() => "")
    ).includes(text)
  ) {
    if (performance.now() > until) {
      throw new Error(`${url} never answered with ${text}`);
    }
    await pause(5);
  }
}

/** Undefined when the CLI or Viceroy is not installed. */
async function serveWatch(project: DevProject): Promise<number | undefined> {
  const cli = fastlyBinary();
  if (cli === undefined || VICEROY === undefined) {
    console.log("  skipped: fastly compute serve --watch needs the Fastly CLI and Viceroy");
    return undefined;
  }
  const port = await freePort();
  project.save("app/src/page.html", "<h1>first</h1>");
  const options = ["--watch", "--addr", `127.0.0.1:${port}`, "--viceroy-path", VICEROY, "--non-interactive"];
  const child: ChildProcess = spawn(cli, ["compute", "serve", ...options], {
    cwd: join(project.directory, "app"),
    stdio: "ignore",
    detached: true,
    env: { PATH: process.env.PATH, HOME: project.directory, FASTLY_WASM_METADATA_DISABLE: "true" },
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await answers(url, "first<");
    return await saves((n) => project.save("app/src/page.html", `<h1>theirs ${n}</h1>`), url, "theirs");
  } finally {
    // Viceroy is a separate child process.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
