import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack as PulumiStack } from "@pulumi/pulumi/automation";
import type { EngineEvent as PulumiEvent } from "@pulumi/pulumi/automation/events";
import type { ResourceState } from "./engine/contract";
import type { EngineEvent, Operation } from "./engine/events";
import type { InlineProgram } from "./engine/inlineProgram";
import { withEnvironment } from "./engine/lentProcess";
import type { PolicyPackOptions } from "./engine/options";
import type { PropertyMap } from "./engine/value";
import { unwrapSecrets } from "./engine/values";
import { localStackError } from "./errors";
import { detectPulumi } from "./pulumi/detect";
import { eventMapper } from "./pulumi/events";
import { fromJsonMap } from "./pulumi/values";
import type { RunOptions, RunResult, Stack } from "./stack";

export { detectPulumi } from "./pulumi/detect";

export interface PulumiStackOptions {
  /** The directory of the Pulumi program, its main file, or a function, as in Pulumi's Automation API. */
  program: string | InlineProgram;
  project: string;
  stack: string;
  /** The stack's configuration by full key: `fastly:baseUrl`. */
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  /** The directory of Pulumi's workspace and of its `file://` backend. */
  stateDirectory: string;
  /** Encrypts the secrets in the state. Default: empty, as the state is local. */
  passphrase?: string;
  /** Environment variables of the program, in addition to this process's. */
  env?: Record<string, string>;
  policyPacks?: PolicyPackOptions[];
}

/**
 * A stack on the real engine and provider, which must be on PATH: nothing is downloaded. The state directory has its
 * own workspace, so the program's directory and its `Pulumi.<stack>.yaml` stay unchanged.
 */
export function pulumiStack(options: PulumiStackOptions): Stack {
  const { project, stack: name } = options;
  const opened = openedOnce(options);
  const run = async (operation: Operation, runOptions: RunOptions = {}): Promise<RunResult> => {
    const mapper = eventMapper(operation, project, name);
    const events: EngineEvent[] = [];
    const emit = (event: EngineEvent) => {
      events.push(event);
      runOptions.onEvent?.(event);
    };
    let failure: Error | undefined;
    const isInline = typeof options.program !== "string";
    const restoreEnvironment = withEnvironment(isInline ? { ...options.env, ...runOptions.env } : {});
    try {
      const stack = await opened(runOptions.env);
      await perform(stack, operation, runOptions, policyOptions(options), (event) => mapper.map(event).forEach(emit));
    } catch (error) {
      failure = error as Error;
    } finally {
      restoreEnvironment();
    }
    const isExplained = events.some((event) => event.kind === "diagnostic" && event.severity === "error");
    if (failure !== undefined && !isExplained) {
      emit({ kind: "diagnostic", severity: "error", message: failure.message });
    }
    mapper.finish(failure === undefined).forEach(emit);
    return resultOf(operation, events, failure === undefined);
  };

  return {
    engine: "pulumi",
    preview: (runOptions) => run("preview", runOptions),
    up: (runOptions) => run("up", runOptions),
    refresh: (runOptions) => run("refresh", runOptions),
    destroy: (runOptions) => run("destroy", runOptions),
    async exportState() {
      const { deployment } = await (await opened()).exportStack();
      const resources = (deployment?.resources ?? []) as (ResourceState & { inputs?: PropertyMap })[];
      return {
        resources: resources.map((resource) => ({
          ...resource,
          dependencies: resource.dependencies ?? [],
          propertyDependencies: resource.propertyDependencies ?? {},
          inputs: unwrapSecrets(fromJsonMap(resource.inputs)),
          outputs: unwrapSecrets(fromJsonMap(resource.outputs)),
        })),
      };
    },
  };
}

/**
 * Opens the stack again only when the environment or the current directory changes. The set-up stays the same, and each
 * opening takes several commands of the CLI.
 */
function openedOnce(options: PulumiStackOptions): (env?: Record<string, string>) => Promise<PulumiStack> {
  let last: { key: string; stack: PulumiStack } | undefined;
  return async (env = {}) => {
    const key = JSON.stringify([process.cwd(), env]);
    if (last?.key !== key) {
      last = { key, stack: await openStack(options, env) };
    }
    return last.stack;
  };
}

async function openStack(options: PulumiStackOptions, env: Record<string, string> = {}): Promise<PulumiStack> {
  if (!detectPulumi()) {
    throw localStackError("pulumi-missing");
  }
  // Loaded here, as loading takes longer than a whole embedded run.
  const { LocalWorkspace } = require("@pulumi/pulumi/automation") as typeof import("@pulumi/pulumi/automation");
  const { workDir, envVars } = workspaceOf(options);
  const { program, project, stack: stackName } = options;
  const isInline = typeof program !== "string";
  // A function's relative paths start at the current directory, for the provider too.
  const main = isInline ? process.cwd() : resolve(program);
  const stack = await LocalWorkspace.createOrSelectStack(
    {
      stackName,
      ...(isInline ? { projectName: project, program: async () => (await program()) as object } : { workDir }),
    } as Parameters<typeof LocalWorkspace.createOrSelectStack>[0],
    {
      workDir,
      projectSettings: { name: project, runtime: "nodejs", main },
      secretsProvider: "passphrase",
      envVars: { ...options.env, ...env, ...envVars },
    },
  );
  const present = await stack.getAllConfig();
  const secrets = new Map(Object.entries(options.secretConfig ?? {}));
  const plain = Object.entries(options.config ?? {}).filter(([key]) => !secrets.has(key));
  const wanted = new Set([...secrets.keys(), ...plain.map(([key]) => key)]);
  const leftOver = Object.keys(present).filter((key) => !wanted.has(key));
  if (leftOver.length > 0) {
    await stack.removeAllConfig(leftOver);
  }
  if (plain.length > 0) {
    await stack.setAllConfig(Object.fromEntries(plain.map(([key, value]) => [key, { value }])));
  }
  for (const [key, value] of secrets) {
    const now = Object.hasOwn(present, key) ? present[key] : undefined;
    if (now?.secret !== true || now.value !== value) {
      await setSecret(options, key, value);
    }
  }
  return stack;
}

/**
 * Sets secrets through standard input, one after another. Pulumi's Automation API would pass them as arguments. Every
 * user of the machine sees those in the list of processes.
 */
async function setSecret(options: PulumiStackOptions, key: string, value: string): Promise<void> {
  const { workDir, envVars } = workspaceOf(options);
  // Without the flag the last line break is removed. Not every version has the flag.
  const raw = /[\r\n]$/.test(value) ? ["--raw"] : [];
  const args = ["config", "set", "--secret", "--stack", options.stack, "--non-interactive", ...raw, "--", key];
  const env = { ...process.env, ...options.env, ...envVars };
  await new Promise<void>((resolve, reject) => {
    const child = execFile("pulumi", args, { cwd: workDir, env }, (error, _, stderr) => {
      const said = stderr.trim() || error?.message;
      return error === null ? resolve() : reject(localStackError("pulumi-secret-refused", { key, said }));
    });
    // When the child ends without reading, its exit code says why.
    child.stdin?.on("error", () => {}).end(value);
  });
}

function workspaceOf({ stateDirectory, passphrase }: Pick<PulumiStackOptions, "stateDirectory" | "passphrase">) {
  const workDir = resolve(stateDirectory, "pulumi");
  const backend = join(workDir, "backend");
  mkdirSync(backend, { recursive: true });
  const envVars = {
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: passphrase ?? "",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return { workDir, envVars };
}

/** `pulumi state delete` on a stack of {@link pulumiStack}. Returns its output. */
export function editPulumiState(options: {
  stateDirectory: string;
  stack: string;
  edit: "delete" | "unprotect";
  urn: string;
  targetDependents: boolean;
  force: boolean;
}): string {
  const { workDir, envVars } = workspaceOf(options);
  const flags = [...(options.targetDependents ? ["--target-dependents"] : []), ...(options.force ? ["--force"] : [])];
  const args = ["state", options.edit, "--yes", "--non-interactive", "--stack", options.stack, ...flags, options.urn];
  const { status, stdout, stderr } = spawnSync("pulumi", args, {
    cwd: workDir,
    env: { ...process.env, ...envVars },
    encoding: "utf8",
  });
  if (status !== 0) {
    throw localStackError("pulumi-state-delete-failed", { status, said: stderr.trim() });
  }
  return stdout;
}

/** The CLI takes the configuration of packs as files, one for each pack or none at all. */
function policyOptions({ policyPacks = [], stateDirectory }: PulumiStackOptions) {
  const files = policyPacks.map(({ config = {} }, index) => {
    const file = resolve(stateDirectory, "pulumi", `policy-pack-${index}.json`);
    writeFileSync(file, JSON.stringify(config));
    return file;
  });
  return { policyPacks: policyPacks.map(({ directory }) => resolve(directory)), policyPackConfigs: files };
}

async function perform(
  stack: PulumiStack,
  operation: Operation,
  { target, replace, refresh, runProgram, signal }: RunOptions,
  policies: ReturnType<typeof policyOptions>,
  onEvent: (event: PulumiEvent) => void,
): Promise<void> {
  const common = { target, signal, onEvent, color: "never", suppressProgress: true } as const;
  switch (operation) {
    case "preview":
      await stack.preview({ ...common, ...policies, replace, refresh });
      break;
    case "up":
      await stack.up({ ...common, ...policies, replace, refresh });
      break;
    case "refresh":
      await stack.refresh({ ...common, runProgram });
      break;
    case "destroy":
      await stack.destroy({ ...common, refresh, runProgram });
      break;
  }
}

function resultOf(operation: Operation, events: EngineEvent[], ok: boolean): RunResult {
  const summary = events.findLast((event) => event.kind === "summary");
  const outputs = events.findLast((event) => event.kind === "stack-outputs");
  return {
    operation,
    ok,
    exitCode: ok ? 0 : 1,
    changes: summary?.changes ?? {},
    outputs: outputs?.outputs ?? {},
    events,
    errors: events.flatMap((event) =>
      event.kind === "diagnostic" && event.severity === "error" ? [event.message] : [],
    ),
  };
}
