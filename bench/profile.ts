import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../local/index";
import { mustUp } from "./supportStack";

interface Node {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}

interface Profile {
  nodes: Node[];
  samples: number[];
  timeDeltas: number[];
  startTime: number;
  endTime: number;
}

/** The parts of a program's time, by the functions on the stack. The first match counts. */
const SHARES: [share: string, fits: (frames: Node["callFrame"][]) => boolean][] = [
  ["waiting for the engine", ([top]) => top?.functionName === "(idle)"],
  ["garbage", ([top]) => top?.functionName === "(garbage collector)"],
  ["loading modules", (frames) => frames.some(({ functionName }) => functionName === "Module.load")],
  [
    "the component",
    (frames) => frames.some(({ url }) => /\/dist\/(?!fast)/.test(url) && !/node_modules\/(?!pulumi-fastly)/.test(url)),
  ],
  ["gRPC", (frames) => frames.some(({ url }) => /@grpc|google-protobuf/.test(url))],
  ["the SDK", (frames) => frames.some(({ url }) => url.includes("@pulumi/pulumi"))],
];

/**
 * Profiles the process that loads this file. A program loads it itself, as `NODE_OPTIONS` or another variable would
 * cause a new build.
 */
const PROFILER = `
const { Session } = require("node:inspector");
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.start");
process.on("exit", () => session.post("Profiler.stop", (_, { profile }) =>
  require("node:fs").writeFileSync(__dirname + "/" + process.pid + ".cpuprofile", JSON.stringify(profile))));
`;

/**
 * Runs a stack once more without changes, and returns where the time of its program's process goes. The profile leaves
 * out everything that is loaded before the program: Node, and the parts of the SDK that its runner needs.
 */
export async function profileOf(stack: Stack, program: string, directory: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const profiler = join(directory, "profiler.js");
  writeFileSync(profiler, PROFILER);
  const source = readFileSync(program, "utf8");
  writeFileSync(program, `require(${JSON.stringify(profiler)});\n${source}`);
  const started = performance.now();
  await mustUp(stack, ["same"]);
  const whole = performance.now() - started;
  writeFileSync(program, source);
  const files = readdirSync(directory).filter((name) => name.endsWith(".cpuprofile"));
  const profiles = files.map((name) => JSON.parse(readFileSync(join(directory, name), "utf8")) as Profile);
  const longest = profiles.sort((a, b) => b.samples.length - a.samples.length)[0];
  if (longest === undefined) {
    throw new Error("no profile was written");
  }
  const inProgram = (longest.endTime - longest.startTime) / 1000;
  const shares = [...sharesOf(longest)].filter(([, ms]) => ms >= 1).map(([share, ms]) => `${share} ${ms.toFixed(0)}`);
  return `profile: ${whole.toFixed(0)} ms, of these in the program ${inProgram.toFixed(0)}: ${shares.join(", ")}`;
}

function sharesOf({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const shareOf = new Map<number, string>();
  const result = new Map<string, number>();
  samples.forEach((sample, index) => {
    let share = shareOf.get(sample);
    if (share === undefined) {
      const frames: Node["callFrame"][] = [];
      for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
        const frame = byId.get(id)?.callFrame;
        frames.push(...(frame === undefined ? [] : [frame]));
      }
      share = SHARES.find(([, fits]) => fits(frames))?.[0] ?? "Node";
      shareOf.set(sample, share);
    }
    result.set(share, (result.get(share) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  });
  return result;
}
