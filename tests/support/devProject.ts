import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { main } from "../../local/cli";
import { answeringBuild } from "./answeringWasm";
import { linkPackages } from "./packages";
import { makeProject } from "./project";

/**
 * A stand-in for Viceroy, which is not installed everywhere. It answers with the page at the end of the module. Items
 * of config stores are read at each request, as in Viceroy.
 */
const STAND_IN = `#!${process.execPath}
const { readFileSync, readdirSync } = require("node:fs");
const wasm = readFileSync("main.wasm").toString();
const page = wasm.slice(wasm.lastIndexOf("<h1>"));
const toml = readFileSync("fastly.toml", "utf8");
const items = () => { try { return readdirSync("items").map((name) => readFileSync("items/" + name, "utf8")).join() } catch { return "" } };
const server = require("node:http").createServer((request, response) => {
  console.log("access :: asked for " + request.url);
  const { pathname } = new URL(request.url, "http://x");
  if (pathname === "/toml") return response.end(toml);
  if (pathname === "/items") return response.end(items());
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(page));
  response.end(request.method === "HEAD" ? undefined : page);
});
server.listen(0, "127.0.0.1", () => console.log("Listening on http://127.0.0.1:" + server.address().port));
`;

/** Makes a program that answers with the page, and counts its runs. */
const BUILD = `const fs = require("node:fs");
fs.appendFileSync("../../builds.log", "x");
if (fs.readFileSync("src/page.html", "utf8").includes("broken")) throw new Error("the page is broken");
${answeringBuild("src/page.html")}`;

export const DEV_PROGRAM = `const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", {
  directory: __dirname + "/app",
  domains: ["www.example.com"],
  build: { inputs: ["src/**"] },
  backends: { api: { address: "one.example.com" } },
});
`;

export const DEV_MANIFEST = `manifest_version = 3
name = "shop"
language = "other"
[scripts]
build = "node build.js"
[setup.config_stores.settings.items.colour]
value = "red"
`;

/** A project whose page is `app/src/page.html`, in its own git repository, and the stand-in for Viceroy on PATH. */
export function devProject(files: Record<string, string> = {}): DevProject {
  const parent = makeProject({ "builds.log": "" });
  const directory = join(parent, "shop");
  for (const [file, content] of Object.entries({
    "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
    "package.json": '{ "main": "index.js" }',
    "index.js": DEV_PROGRAM,
    "app/fastly.toml": DEV_MANIFEST,
    "app/build.js": BUILD,
    "app/src/page.html": "<h1>one</h1>",
    "app/.gitignore": "bin/\npkg/\n",
    "../bin/viceroy": STAND_IN,
    ...files,
  })) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  }
  linkPackages(directory);
  execFileSync("git", ["init", "-q"], { cwd: directory });
  chmodSync(join(parent, "bin/viceroy"), 0o755);
  return {
    directory,
    path: `${join(parent, "bin")}${delimiter}${process.env.PATH}`,
    save: (file, text) => writeFileSync(join(directory, file), text),
    builds: () => readFileSync(join(parent, "builds.log"), "utf8").length,
  };
}

export interface DevProject {
  directory: string;
  /** A PATH with the stand-in for Viceroy at its start. */
  path: string;
  save(file: string, text: string): void;
  /** How often the project was built. */
  builds(): number;
}

/** The line of `dev` about its first round, with the address. */
export const FIRST_ROUND = /^(http:\S+) .*: (?:live|failed)/m;

/** An output to wait for. */
export interface Heard {
  /** Waits until the output matches. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Empties the output. */
  forget(): void;
  text(): string;
}

/** @param pollMs the pause between two checks, in milliseconds. */
export function heard(pollMs = 10): Heard & { write(part: string): void } {
  let text = "";
  return {
    write: (part) => {
      text += part;
    },
    forget: () => {
      text = "";
    },
    text: () => text,
    async said(pattern) {
      for (const until = performance.now() + 200_000; ; ) {
        const found = pattern.exec(text);
        if (found !== null) {
          return found;
        }
        assert.ok(performance.now() < until, `${pattern} never came: ${text}`);
        await delay(pollMs);
      }
    },
  };
}

export interface DevRun extends Heard {
  /** The address of the service. */
  url: string;
  press(key: string): void;
  /** Ends it by Ctrl-C. Returns the exit code. */
  end(): Promise<number>;
  ended: Promise<number>;
}

/** Starts `fastly-compute-local dev` in this process. Resolves when its first round has ended. */
export async function startDev({ directory }: Pick<DevProject, "directory">, ...options: string[]): Promise<DevRun> {
  const { write, said, forget, text } = heard();
  let end = () => {};
  let press: (key: string) => void = () => {};
  const ended = main(["dev", "--dir", directory, "--state", join(directory, ".state"), "--port", "0", ...options], {
    stdout: { write },
    stderr: { write },
    interactive: false,
    ask: () => assert.fail(),
    onKey: (handler) => {
      press = handler;
      return () => {};
    },
    onInterrupt: (handler) => {
      end = handler;
      return () => {};
    },
  });
  const [, url = ""] = await said(FIRST_ROUND);
  return {
    url,
    said,
    forget,
    text,
    press: (key) => press(key),
    end: () => {
      end();
      return ended;
    },
    ended,
  };
}
