/**
 * The whole life of a service, from source to a deployed service and back. It runs on a copy of examples/hello with a
 * local Fastly API. Nothing leaves the machine, and nothing stays behind. Ends with `demo: ok (…)`, or exits with 1.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { findViceroy, HOW_TO_GET_VICEROY } from "../local/edge/viceroy";
import { createDisplay, LocalFastly, localStack, type RunResult } from "../local/index";
import { fastlyCli } from "../tests/support/fastlyCli";

const ROOT = resolve(__dirname, "..");
const ORIGIN_ANSWER = "Data from the origin\n";
const EXAMPLE = join(ROOT, "examples/hello");

async function demo(): Promise<string> {
  const workspace = mkdtempSync(join(tmpdir(), "fastly-compute-demo-"));
  const fastly = await LocalFastly.start({ edge: { useLocalServer: true, log: (line) => say(`  ${line}`) } });
  const origin = await startOrigin();
  const stop = () => {
    rmSync(workspace, { recursive: true, force: true });
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  // With a local API the component writes nothing into manifests. Here the manifest is a copy, and the demo shows the
  // writing.
  process.env.FASTLY_COMPUTE_LOCAL_API = "as-fastly";
  try {
    const program = copyExample(workspace);
    const stack = localStack({
      program,
      project: "hello",
      stack: "demo",
      fastly,
      // Beside the program: a lock file above the program would make the common directory the root of the build's
      // inputs.
      stateDirectory: join(workspace, "state"),
      engine: "auto",
    });
    say(`Local Fastly API on ${fastly.url}, deployment engine: ${stack.engine}. Nothing here reaches fastly.com.`);
    if (findViceroy() === undefined) {
      say(`${HOW_TO_GET_VICEROY}.`);
    }

    const run = async (operation: "preview" | "up" | "destroy"): Promise<RunResult> => {
      const display = createDisplay(process.stdout);
      const result = await stack[operation]({ onEvent: (event) => display.show(event) });
      display.close();
      assert.ok(result.ok, `${operation} failed`);
      return result;
    };

    const manifest = join(program, "app/fastly.toml");
    appendFileSync(manifest, `\n[local_server.backends.origin]\nurl = "${addressOf(origin)}"\n`);
    const original = readFileSync(manifest, "utf8");
    step("pulumi preview: what would happen");
    await run("preview");
    assert.equal(readFileSync(manifest, "utf8"), original, "preview changed the manifest");

    step("pulumi up: build, package, deploy");
    const first = await run("up");
    const id = String(first.outputs.serviceId);
    const written = readFileSync(manifest, "utf8");
    step("the manifest afterwards, as a deployment to Fastly leaves it: one line more");
    showAddedLines(original, written);
    assert.equal(written.replace(`service_id = "${id}"\n`, ""), original, "more than one line of the manifest changed");

    await showAnswers(fastly, first, "Hello from the edge (orange, build 1)\n");

    step("what the Fastly CLI says of the service");
    const cli = fastlyCli(fastly);
    for (const command of ["service backend list", "service domain list", "service logging https list"]) {
      say(`$ fastly ${command} --version active`);
      say((await cli([...command.split(" "), "--service-id", id, "--version", "active"])).trimEnd());
    }

    step("pulumi up again: nothing to do");
    const writes = () => fastly.requests.filter((request) => request.method !== "GET").length;
    const before = writes();
    const again = await run("up");
    assert.equal(writes(), before, "an unchanged project made the API change something");
    assert.deepEqual(Object.keys(again.changes), ["same"], "an unchanged project changed resources");
    assert.equal(readFileSync(manifest, "utf8"), written, "an unchanged project changed the manifest");

    step("a dictionary item and the source change; pulumi up");
    edit(manifest, 'value = "orange"', 'value = "blue"');
    edit(join(program, "app/src/index.js"), "const BUILD = 1;", "const BUILD = 2;");
    const second = await run("up");
    const version = Number(second.outputs.version);
    assert.equal(version, Number(first.outputs.version) + 1, "the new source is not the active version");
    await showAnswers(fastly, second, "Hello from the edge (blue, build 2)\n");

    step("pulumi destroy");
    await run("destroy");
    assert.deepEqual(fastly.services(), [], "a service is left");
    return `demo: ok (service ${id}, version ${version}, engine ${stack.engine})`;
  } finally {
    await fastly.stop();
    origin.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** Shows the answers of the service: from its dictionary, and through its backend. */
async function showAnswers(fastly: LocalFastly, { outputs }: RunResult, greeting: string): Promise<void> {
  if (findViceroy() === undefined) {
    return;
  }
  step("what the service answers");
  const url = new URL(String(outputs.url));
  const domain = url.hostname.replace(/\.localhost$/, "");
  for (const [path, expected] of [
    ["/", greeting],
    ["/origin", ORIGIN_ANSWER],
  ] as const) {
    say(`$ curl ${new URL(path, url).href}`);
    const text = await (await fastly.fetch(`https://${domain}${path}`)).text();
    say(text.trimEnd());
    assert.equal(text, expected);
  }
}

/** Stands in for the backend of the example. */
async function startOrigin(): Promise<Server> {
  const server = createServer((_, response) => response.end(ORIGIN_ANSWER));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The example as a user has it: in its own directory, with the package installed. */
function copyExample(workspace: string): string {
  const modules = join(EXAMPLE, "app/node_modules");
  if (!existsSync(modules)) {
    step("npm ci in examples/hello/app: the JavaScript toolchain of Fastly (once)");
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: join(EXAMPLE, "app"),
      stdio: "inherit",
    });
  }
  const program = join(workspace, "hello");
  const built = new Set(["node_modules", "bin", "pkg", ".fastly-compute"]);
  cpSync(EXAMPLE, program, { recursive: true, filter: (source) => !built.has(basename(source)) });
  symlinkSync(modules, join(program, "app/node_modules"));
  linkPackages(program);
  return program;
}

/** Links the packages that `npm install pulumi-fastly-compute` would put there. */
function linkPackages(program: string): void {
  const modules = join(program, "node_modules");
  mkdirSync(modules);
  for (const name of ["@pulumi", "@types", "pulumi-fastly-compute", "ts-node", "typescript"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  assert.ok(text.includes(from), `${file} does not contain ${from}`);
  writeFileSync(file, text.replace(from, to));
}

function showAddedLines(before: string, after: string): void {
  const old = new Set(before.split("\n"));
  for (const [index, line] of after.split("\n").entries()) {
    if (!old.has(line)) {
      say(`  fastly.toml:${index + 1}  + ${line}`);
    }
  }
}

function step(title: string): void {
  say(`\n── ${title}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

demo().then(say, (error: unknown) => {
  process.stderr.write(`demo: failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
