/** Measures what the project promises about speed. `npm run bench -- hash pack` runs some of the works. */
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { contents } from "./contents";
import { devSave, devValue } from "./devSave";
import { hash } from "./hash";
import { hugeRepository } from "./hugeRepository";
import { load } from "./load";
import { memory } from "./memory";
import { pack } from "./pack";
import { onRealEngine, publish, publishChanged } from "./publish";
import { services } from "./services";
import type { Result, Work } from "./support";
import { unchangedPackage } from "./unchangedPackage";
import { upUnchanged } from "./upUnchanged";

const WORKS: Work[] = [
  unchangedPackage,
  hugeRepository,
  hash,
  pack,
  upUnchanged,
  publish,
  publishChanged,
  ...onRealEngine,
  services,
  contents,
  memory,
  load,
  devSave,
  devValue,
];

async function bench(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !WORKS.some((work) => work.name === name));
  if (unknown.length > 0) {
    throw new Error(`no such work: ${unknown.join(", ")}; there are ${WORKS.map((work) => work.name).join(", ")}`);
  }
  console.log(`${cpus().length} cores, Node ${process.version}, load average ${loadavg()[0]?.toFixed(2)}\n`);
  console.log(row("name", "ours ms", "peer ms", "ratio", "ok", "goal"));
  const results: Result[] = [];
  for (const work of WORKS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const { note, ...measured } = await work.measure();
    const { ours_ms, peer_ms, ratio, ok } = measured;
    const result = { ours_ms: round(ours_ms), peer_ms: peer_ms && round(peer_ms), ratio: round(ratio) };
    results.push({ name: work.name, ...result, goal: work.goal, ok });
    const goal = note === undefined ? work.goal : `${work.goal} (${note})`;
    console.log(row(work.name, result.ours_ms, result.peer_ms ?? "–", result.ratio, ok ? "yes" : "NO", goal));
  }
  // With only some of the works, the file would wrongly look complete.
  if (names.length === 0) {
    writeFileSync(join(__dirname, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  }
}

function row(name: string, ...[ours, peer, ratio, ok, goal]: (string | number)[]): string {
  const numbers = [ours, peer, ratio].map((value) => String(value).padStart(10)).join("");
  return `${name.padEnd(18)}${numbers}  ${String(ok).padEnd(4)}${goal}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

bench(process.argv.slice(2)).catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
