import { appendFileSync, cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { LocalFastly, type Stack } from "../local/index";
import { detectPulumi } from "../local/pulumi";
import { fastlyCli } from "../tests/support/fastlyCli";
import { profileOf } from "./profile";
import { inTemporary, type Measured, median, pause, ROOT, sideBySide, timed, type Work } from "./support";
import { mustUp, programStack } from "./supportStack";

const EXAMPLE = join(ROOT, "examples/hello");
const MADE = new Set(["node_modules", "bin", "pkg", ".fastly-compute"]);
/** The provider's `time.Sleep` after cloning a version, in every update that changes a part of the service. */
const PROVIDER_SLEEP_MS = 7_000;

/** A program that makes nothing: it takes the start of Node, of Pulumi's SDK and of the engine. */
const NOTHING = `require("pulumi-fastly-compute/fast");
require("@pulumi/pulumi");
`;
/**
 * How many milliseconds longer than that an unchanged project may take. A ratio is no measure of the component: a
 * faster start of every program would lower its limit.
 */
const ABOVE_NOTHING_MS = 300;

type Engine = "embedded" | "pulumi";

function copyApp(to: string): void {
  const modules = join(EXAMPLE, "app/node_modules");
  if (!existsSync(modules)) {
    throw new Error("publish needs the JavaScript toolchain: npm ci in examples/hello/app, or npm run demo once");
  }
  cpSync(join(EXAMPLE, "app"), to, { recursive: true, filter: (path) => path === to || !MADE.has(basename(path)) });
  symlinkSync(modules, join(to, "node_modules"));
}

interface Pair {
  stack: Stack;
  /** A program that makes nothing, on the same engine: no `up` can be faster. */
  empty: Stack;
  directory: string;
  ours(changes?: string[]): Promise<void>;
  theirs(): Promise<unknown>;
  /** Adds a line to the sources of both. */
  edit(): void;
}

/** One project, deployed by both tools to one local Fastly. */
function inPair(engine: Engine, work: (pair: Pair) => Promise<Measured>): Promise<Measured> {
  return inTemporary(async (directory) => {
    const fastly = await LocalFastly.start();
    try {
      const source = `import "pulumi-fastly-compute/fast";\n${readFileSync(join(EXAMPLE, "index.ts"), "utf8")}`;
      const options = { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS };
      const program = transpileModule(source, { compilerOptions: options }).outputText;
      // Neither tool sees the files of the other.
      const home = join(directory, "ours");
      const stack = programStack(home, fastly, program, engine);
      const apps = [join(home, "app"), join(directory, "theirs")] as const;
      apps.forEach(copyApp);
      const manifest = join(apps[1], "fastly.toml");
      writeFileSync(manifest, readFileSync(manifest, "utf8").replace('name = "hello"', 'name = "theirs"'));
      await mustUp(stack);
      await pause(2100);
      const empty = programStack(join(directory, "empty"), fastly, NOTHING, engine);
      await mustUp(empty);
      const cli = fastlyCli(fastly);
      let edits = 0;
      return await work({
        stack,
        empty,
        directory,
        ours: (changes) => mustUp(stack, changes),
        theirs: () => cli(["compute", "publish", "-i", "--status-check-off"], { cwd: apps[1] }),
        edit() {
          edits += 1;
          for (const app of apps) {
            appendFileSync(join(app, "src/index.js"), `\n// ${edits}\n`);
          }
        },
      });
    } finally {
      await fastly.stop();
    }
  });
}

/**
 * Deploys an unchanged project again with both tools: ours finds nothing to do, and the CLI builds and uploads. It
 * shows what bounds ours: the time of a program that makes nothing, and the parts of the program's process.
 */
function unchanged(engine: Engine): Promise<Measured> {
  return inPair(engine, async ({ stack, empty, directory, ours, theirs }) => {
    const nothing: number[] = [];
    const times = await sideBySide(
      async () => {
        nothing.push(await timed(() => mustUp(empty)));
        return timed(() => ours(["same"]));
      },
      () => timed(theirs),
    );
    const bound = median(nothing);
    const ratio = times.peer / times.ours;
    const note = [
      `fast set-up; minima ${(1 / times.minimumRatio).toFixed(2)}`,
      `a program that makes nothing ${bound.toFixed(0)} ms, ${(times.peer / bound).toFixed(2)} times faster`,
      await profileOf(stack, join(directory, "ours/bin/index.js"), join(directory, "profile")),
    ].join("; ");
    const ok = ratio >= 5 || times.ours <= bound + ABOVE_NOTHING_MS;
    return { ours_ms: times.ours, peer_ms: times.peer, ratio, ok, note };
  });
}

/** Deploys a project with one more line of source: both tools build and upload it. */
function changed(engine: Engine, sleeps: boolean): Promise<Measured> {
  return inPair(engine, async ({ ours, theirs, edit }) => {
    const times = await sideBySide(
      () => {
        edit();
        return timed(() => ours());
      },
      () => timed(theirs),
    );
    const own = times.ours - (sleeps ? PROVIDER_SLEEP_MS : 0);
    const sleep = sleeps
      ? `; of ours ${PROVIDER_SLEEP_MS} ms are the provider's sleep, ${own.toFixed(0)} ms the rest`
      : "";
    const note = `minima ${(1 / times.minimumRatio).toFixed(2)}${sleep}`;
    return { ours_ms: times.ours, peer_ms: times.peer, ratio: times.peer / times.ours, ok: true, note };
  });
}

export const publish: Work = {
  name: "publish",
  goal: `≥ 5 times faster, or ≤ ${ABOVE_NOTHING_MS} ms above a program that makes nothing`,
  measure: () => unchanged("embedded"),
};

export const publishChanged: Work = {
  name: "publish-changed",
  goal: "shown",
  measure: () => changed("embedded", false),
};

/** As a user runs both: the real `pulumi` and the provider on PATH. */
export const onRealEngine: Work[] = detectPulumi()
  ? [
      {
        name: "real-publish",
        goal: "shown",
        measure: async () => ({ ...(await unchanged("pulumi")), ok: true }),
      },
      { name: "real-changed", goal: "shown", measure: () => changed("pulumi", true) },
    ]
  : [];
