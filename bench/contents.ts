import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly, type Stack } from "../local/index";
import { fastlyCli } from "../tests/support/fastlyCli";
import { inTemporary, type Measured, timed, type Work, writeWasm } from "./support";
import { mustUp, programStack } from "./supportStack";

const COUNT = Number(process.env.BENCH_ITEMS ?? 10_000);
const SIZE = 50_000;

/** The time that Fastly itself needs for a write, by its recorded answers: `X-Timer: …,VE135`. */
const LATENCY_MS = 100;

/** @param pages the arguments of the store. */
const program = (pages: string) => `require("pulumi-fastly-compute/fast");
const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", {
  directory: "./app",
  package: { path: "main.wasm" },
  kvStores: { pages: ${pages} },
});
process.on("exit", () => {
  const { readFileSync, writeFileSync } = require("node:fs");
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // Not maxRSS, which counts that of the process that has started this one.
  const most = Number(/VmHWM: *(\\d+)/.exec(readFileSync("/proc/self/status", "utf8").replaceAll("\\t", " "))[1]);
  writeFileSync("used.json", JSON.stringify({ kilobytes: most, cpu: (userCPUTime + systemCPUTime) / 1000 }));
});`;

interface Used {
  /** Of the program's process, in megabytes. */
  memory: number;
  /** Of the program's process, in milliseconds. */
  cpu: number;
}

interface Site {
  stack: Stack;
  directory: string;
  files: string;
  fastly: LocalFastly;
}

/** A local Fastly behind a slow network: each request takes its time. */
async function far(limits: { writesPerHour: number } | undefined): Promise<LocalFastly> {
  const fastly = await LocalFastly.start({ edge: false, ...(limits && { account: { limits } }) });
  fastly.inject({ path: /./, times: Infinity, fault: { delayMs: LATENCY_MS } });
  return fastly;
}

/** A site with many files, and a stack that publishes it to a Fastly with 1,000 changes an hour. */
async function withSite(work: (site: Site) => Promise<Measured>): Promise<Measured> {
  return inTemporary(async (directory) => {
    const files = join(directory, "app/public");
    mkdirSync(files, { recursive: true });
    writeFileSync(join(directory, "app/fastly.toml"), 'manifest_version = 3\nname = "site"\nlanguage = "other"\n');
    writeWasm(join(directory, "app/main.wasm"), 0.01);
    const past = new Date(Date.now() - 60_000);
    for (let index = 0; index < COUNT; index++) {
      const file = join(files, `page-${index}.html`);
      writeFileSync(file, randomBytes(SIZE));
      utimesSync(file, past, past);
    }
    const fastly = await far({ writesPerHour: 1_000 });
    try {
      // Made before measuring, as the CLI does not make them either: the service, and the store to fill.
      const stack = programStack(directory, fastly, program("{}"));
      await mustUp(stack);
      writeFileSync(join(directory, "bin/index.js"), program('{ directory: { path: "public" } }'));
      fastly.clearRequests();
      return await work({ stack, directory, files, fastly });
    } finally {
      await fastly.stop();
    }
  });
}

function used({ directory }: Site): Used {
  const { kilobytes, cpu } = JSON.parse(readFileSync(join(directory, "used.json"), "utf8"));
  return { memory: (kilobytes * 1024) / 1e6, cpu };
}

/** The Fastly CLI sends one request for each file, and never repeats one. So nothing limits its requests. */
async function byCli(files: string): Promise<number> {
  const fastly = await far(undefined);
  try {
    const answer = await fetch(`${fastly.url}/resources/stores/kv`, {
      method: "POST",
      headers: { "Fastly-Key": fastly.token, "content-type": "application/json" },
      body: JSON.stringify({ name: "site" }),
    });
    const { id } = (await answer.json()) as { id: string };
    const cli = fastlyCli(fastly);
    const time = await timed(() => cli(["kv-store-entry", "create", `--store-id=${id}`, `--dir=${files}`]));
    const { length } = fastly.state().kvStores[0]?.items ?? [];
    if (length !== COUNT) {
      throw new Error(`the CLI wrote ${length} items`);
    }
    return time;
  } finally {
    await fastly.stop();
  }
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage) => Math.round((user + system) / 1000);

const shown = ({ memory, cpu }: Used) => `${Math.round(memory)} MB, ${Math.round(cpu)} ms CPU`;

/** One round: first, unchanged, one file changed, and the CLI. */
export const contents: Work = {
  name: "contents",
  goal: "≥ 5 times faster than the CLI, unchanged < 2 s, < 150 MB",
  measure: () =>
    withSite(async (site) => {
      const before = process.cpuUsage();
      const first = await timed(() => mustUp(site.stack));
      const atFirst = used(site);
      const here = milliseconds(process.cpuUsage(before));
      const sent = site.fastly.requests.filter(({ method }) => method === "PUT").length;
      // Files that were just read are read again, as their times may hide another change.
      await mustUp(site.stack, ["same"]);
      const unchanged = await timed(() => mustUp(site.stack, ["same"]));
      const atRest = used(site);
      writeFileSync(join(site.files, "page-7.html"), randomBytes(SIZE));
      const one = await timed(() => mustUp(site.stack));
      const atOne = used(site);
      const beforePeer = process.cpuUsage();
      const peer = await byCli(site.files);
      const herePeer = milliseconds(process.cpuUsage(beforePeer));
      const note = [
        `${COUNT} items, ${(COUNT * SIZE) / 1e6} MB, ${LATENCY_MS} ms a request`,
        `first ${shown(atFirst)}, ${sent} requests`,
        `CPU of the local Fastly: ${here} ms with the engine, ${herePeer} ms for the CLI`,
        `unchanged ${Math.round(unchanged)} ms, ${shown(atRest)}`,
        `one changed ${Math.round(one)} ms, ${shown(atOne)}`,
      ].join("; ");
      const ratio = peer / first;
      return {
        ours_ms: first,
        peer_ms: peer,
        ratio,
        ok: ratio >= 5 && unchanged < 2_000 && Math.max(...[atFirst, atRest, atOne].map(({ memory }) => memory)) < 150,
        note,
      };
    }),
};
