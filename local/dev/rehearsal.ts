import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalFastly } from "../api";
import { embeddedStack, type Rehearse } from "../engine";
import { fastlyProvider } from "../provider";

/** A service of our own, for the process that will run a person's program: code that has run before runs faster. */
export interface Rehearsals {
  rehearse: Rehearse;
  close(): Promise<void>;
}

const BUILD = `const fs = require("node:fs");
fs.mkdirSync("bin", { recursive: true });
fs.copyFileSync("main.wasm", "bin/main.wasm");
`;

/** The smallest Wasm module. */
const WASM = Buffer.from("0061736d01000000", "hex");

/** The manifest after the save of a store's item: only the item changes, and so the package. */
const manifest = (item: number) => `manifest_version = 3
name = "rehearsal"
language = "other"
[scripts]
build = "node build.js"
[setup.config_stores.settings.items.item]
value = "${item}"
`;

const SERVICE = {
  domains: ["rehearsal.example.com"],
  backends: { origin: { address: "origin.example.com" } },
  build: { inputs: ["build.js", "main.wasm"] },
};

/** Opened with the first rehearsal: a directory, a Fastly and a state that nothing else uses. */
export function openRehearsals(): Rehearsals {
  let opened: Promise<Awaited<ReturnType<typeof open>>> | undefined;
  let item = 0;
  return {
    async rehearse(run) {
      try {
        opened ??= open();
        const { directory, fastly } = await opened;
        item += 1;
        writeFileSync(join(directory, "fastly.toml"), manifest(item));
        const stack = embeddedStack({
          program: { start: (options) => run({ ...SERVICE, directory }, options) },
          project: "rehearsal",
          stack: "dev",
          config: { "fastly:baseUrl": fastly.url },
          secretConfig: { "fastly:apiKey": fastly.token },
          stateFile: join(directory, "../state.json"),
          providers: { fastly: (version) => fastlyProvider({ version, programDirectory: directory, env: {} }) },
        });
        return (await stack.up()).ok;
      } catch {
        return false;
      }
    },
    async close() {
      const { fastly, parent } = (await opened?.catch(() => undefined)) ?? {};
      await fastly?.stop();
      if (parent !== undefined) {
        rmSync(parent, { recursive: true, force: true });
      }
    },
  };
}

async function open() {
  const parent = mkdtempSync(join(tmpdir(), "fastly-compute-rehearsal-"));
  const directory = join(parent, "app");
  mkdirSync(directory);
  writeFileSync(join(directory, "build.js"), BUILD);
  writeFileSync(join(directory, "main.wasm"), WASM);
  return { parent, directory, fastly: await LocalFastly.start({ edge: false }) };
}
