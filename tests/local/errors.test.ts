import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { delimiter, join } from "node:path";
import { Readable } from "node:stream";
import type { State } from "../../local/api/state";
import { type Invocation, parseInvocation } from "../../local/cli/invocation";
import type { Io } from "../../local/cli/io";
import { findProject } from "../../local/cli/project";
import { editState, getConfig } from "../../local/cli/stackCommands";
import { passphraseOf } from "../../local/cli/stackSecrets";
import { makeStateDirectory } from "../../local/cli/stateDirectory";
import { openSide } from "../../local/compare/side";
import { createEdge } from "../../local/edge";
import { forward } from "../../local/edge/forward";
import type { Runtime } from "../../local/edge/runtime";
import { needViceroy } from "../../local/edge/viceroy";
import { startPlugin } from "../../local/engine/components/componentPlugin";
import { startPack } from "../../local/engine/policy/pack";
import { startProgram } from "../../local/engine/program";
import { removeFromState } from "../../local/engine/stateDelete";
import { openStateFile } from "../../local/engine/stateFile";
import type { StoredResource } from "../../local/engine/storedResource";
import { Secret } from "../../local/engine/value";
import { localStack } from "../../local/index";
import { editPulumiState, pulumiStack } from "../../local/pulumi";
import { ComputeError } from "../../sdk/errors";
import { makeProject, removeProjects } from "../support/project";

const URN = "urn:pulumi:dev::shop::test:index:Thing::a";
const PACK = { organization: "o", project: "shop", stack: "dev", config: {}, dryRun: true, onOutput: () => {} };

const project = () => makeProject({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" });
const command = (line: string) => parseInvocation(line.split(" ")) as Invocation;

/** A state with one resource, which is protected and has a secret. */
async function stateFile(): Promise<string> {
  const path = join(makeProject({}), "state.json");
  const resource = {
    ...{ urn: URN, type: "test:index:Thing", custom: true, id: "1", protect: true, outputs: {} },
    ...{ inputs: { token: new Secret("T") }, dependencies: [], propertyDependencies: {} },
  } as StoredResource;
  await openStateFile(path, "pass").write({ resources: [resource], pending: [] });
  return path;
}

/** Calls `act` with this script as `pulumi` on PATH, and the language host beside it. */
async function withPulumi<T>(script: string, act: (directory: string) => T | Promise<T>): Promise<T> {
  const files = ["pulumi", "pulumi-resource-fastly", "pulumi-language-yaml"].map((name) => join("bin", name));
  const directory = makeProject(Object.fromEntries(files.map((name) => [name, `#!/bin/sh\n${script}\n`])));
  for (const name of files) chmodSync(join(directory, name), 0o755);
  const { PATH } = process.env;
  process.env.PATH = [join(directory, "bin"), PATH].join(delimiter);
  try {
    return await act(directory);
  } finally {
    process.env.PATH = PATH;
  }
}

const refused: [code: string, text: RegExp, act: () => unknown][] = [
  [
    "configuration-key-missing",
    /has no shop:none .*\nSet the key\. Run: pulumi config set 'shop:none' <value>$/,
    () => getConfig(command("config get shop:none"), findProject(project())),
  ],
  [
    "confirmation-declined",
    /^confirmation declined /,
    () => {
      const io = { interactive: true, ask: async () => "no" } as unknown as Io;
      return editState(command(`state delete ${URN}`), findProject(project()), io);
    },
  ],
  [
    "passphrase-file-unreadable",
    /cannot be read: ENOENT/,
    () => passphraseOf({ PULUMI_CONFIG_PASSPHRASE_FILE: "/none/here" }),
  ],
  [
    "state-directory-unusable",
    /^The state cannot be kept in .*file\/state \(ENOTDIR\)/,
    () => makeStateDirectory(join(makeProject({ file: "" }), "file", "state")),
  ],
  ["policy-pack-missing", /^There is no policy pack in /, () => startPack({ ...PACK, directory: makeProject({}) })],
  [
    "policy-pack-not-installed",
    /policy pack in .* are not installed/,
    () => startPack({ ...PACK, directory: makeProject({ "PulumiPolicy.yaml": "runtime: nodejs\n" }) }),
  ],
  [
    "component-package-not-installed",
    /component package in .* are not installed/,
    () => {
      const directory = makeProject({ "PulumiPlugin.yaml": "runtime: nodejs\n" });
      return startPlugin({ directory, workingDirectory: directory, env: {}, engine: "", onOutput: () => {} });
    },
  ],
  [
    "program-sdk-missing",
    /^The Pulumi SDK is not installed for the program in /,
    () => startProgram({ program: makeProject({}) } as Parameters<typeof startProgram>[0]),
  ],
  [
    "state-resource-protected",
    /::a is protected /,
    async () => removeFromState(await stateFile(), "pass", { urn: URN, targetDependents: false, force: false }),
  ],
  [
    "state-secret-unreadable",
    /^A secret in the state cannot be read: /,
    async () => {
      const path = await stateFile();
      const text = readFileSync(path, "utf8");
      const changed = text.replace(/("ciphertext":"v1:[^:]*:).{4}/, "$1AAAA");
      assert.notEqual(changed, text);
      writeFileSync(path, changed);
      openStateFile(path, "pass");
    },
  ],
  [
    "real-engine-language",
    /the runtime of this program is yaml/,
    () =>
      withPulumi("exit 1", (directory) =>
        localStack({
          program: directory,
          fastly: { url: "http://127.0.0.1:1", token: "t" },
          engine: "pulumi",
          language: { name: "yaml", root: directory },
        }),
      ),
  ],
  [
    "pulumi-secret-refused",
    /^pulumi did not set the secret shop:key: no such key /,
    () =>
      withPulumi(
        '[ "$1" = version ] && echo v3.205.0\n[ "$2" = --show-secrets ] && echo "{}"\n[ "$3" = --secret ] && { echo no such key >&2; exit 1; }\nexit 0',
        async (directory) => {
          const options = { program: directory, project: "shop", stack: "dev", stateDirectory: directory };
          const { errors } = await pulumiStack({ ...options, secretConfig: { "shop:key": "T" } }).preview();
          throw new Error(errors[0]);
        },
      ),
  ],
  [
    "pulumi-state-delete-failed",
    /^pulumi ended with 255: no such resource /,
    () =>
      withPulumi("echo no such resource >&2; exit 255", (stateDirectory) =>
        editPulumiState({
          stateDirectory,
          stack: "dev",
          edit: "delete",
          urn: URN,
          targetDependents: false,
          force: false,
        }),
      ),
  ],
  [
    "service-not-served",
    /^service "shop".*: there is no active version with a package /,
    () => {
      const service = { id: "1", name: "shop", versions: [], deleted_at: null };
      const state = { services: [service] } as unknown as State;
      return createEdge({ state, packages: new Map() }).settled(service as never);
    },
  ],
  [
    "domain-not-served",
    /^Fastly error: unknown domain: shop\.example\.com /,
    () => {
      const state = { services: [], managedDomains: [] } as unknown as State;
      return createEdge({ state, packages: new Map() }).fetch(new Request("https://shop.example.com/"));
    },
  ],
  [
    "service-no-answer",
    /^service "shop", version 1 gave no answer \(connect ECONNREFUSED /,
    () => {
      const runtime = { title: 'service "shop", version 1', port: 1, agent: new Agent(), enter: () => () => {} };
      const url = new URL("https://shop.example.com/");
      return forward(runtime as unknown as Runtime, { method: "GET", url, rawHeaders: [], body: Readable.from([]) });
    },
  ],
  [
    "viceroy-missing",
    /^The program viceroy is not on the PATH .*\n.*run: cargo install viceroy --locked$/,
    () => needViceroy({ PATH: "", CARGO_HOME: makeProject({}) }),
  ],
  [
    "side-not-deployed",
    /^main cannot be deployed: .*\n[\s\S]*out of order/,
    () =>
      openSide("main", {
        program: () => {
          throw new Error("out of order");
        },
      }),
  ],
];

describe("a refusal of the stand-ins has the code", () => {
  after(removeProjects);

  for (const [code, text, act] of refused) {
    it(code, async () => {
      await assert.rejects(
        async () => act(),
        (error: Error) => {
          assert.match(error.message, text);
          assert.ok(error.message.split("\n", 1)[0]?.endsWith(` [${code}]`), error.message);
          assert.ok(!(error instanceof ComputeError) || error.code === code);
          return true;
        },
      );
    });
  }
});
