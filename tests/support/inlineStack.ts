import assert from "node:assert/strict";
import { AsyncResource } from "node:async_hooks";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { removeFromState } from "../../local/engine/stateDelete";
import { LocalFastly, type LocalFastlyOptions, type RunOptions, type RunResult, type Stack } from "../../local/index";
import { editPulumiState } from "../../local/pulumi";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { withoutPrefix, withoutSummary } from "./diagnostics";
import { type Engine, localStack } from "./engines";
import "./fastlyVersion";
import { MANIFEST, makeProject, TINY_WASM } from "./project";
import { pulumiCommand } from "./pulumiCommand";

export type Args = Partial<ComputeServiceArgs>;
type StateResource = Awaited<ReturnType<Stack["exportState"]>>["resources"][number];
type Operation = "preview" | "up" | "refresh" | "destroy";

/**
 * A project, and a program in this process that deploys it to a local Fastly: most of what a stack does, and very fast.
 */
export interface InlineStack {
  fastly: LocalFastly;
  directory: string;
  /** Sets the program for the next runs. */
  define(program: (directory: string) => unknown): void;
  /** The same, with one component. */
  declare(args: Args, opts?: pulumi.ComponentResourceOptions, name?: string): void;
  run(operation: Operation, options?: RunOptions): Promise<RunResult>;
  /**
   * Fails when the Automation API would wait without end for the program of the last run. Only for previews that the
   * program itself ends: an engine that has stopped answers nothing more.
   */
  assertEnds(): Promise<void>;
  /** Does the same as `pulumi state delete`. Default: with `--target-dependents`, and without `--force`. */
  takeOut(urn: string, options?: { force?: boolean; targetDependents?: boolean }): Promise<void>;
  /** The resources of the state. */
  resources(): Promise<StateResource[]>;
  succeed(operation?: Operation, options?: RunOptions): Promise<RunResult>;
  /** The errors of a run that has to fail. Default: `up`. */
  failing(operation?: Operation, options?: RunOptions): Promise<string>;
  /** Fails in preview and up alike, with nothing changed at Fastly. Returns the error. */
  refused(): Promise<string>;
  /**
   * Refuses an adoption that would lose something, in preview and up, with nothing changed at Fastly or in the state.
   * Returns the preview's error.
   */
  refusedToLose(): Promise<string>;
  /** Previews and deploys without a change, and without a request that writes. */
  assertUnchanged(): Promise<void>;
  /** Fails the next request of this kind. Default: with an internal error. */
  fail(method: string, path: RegExp, status?: number): void;
  /** Sends a request to the local Fastly as a person does, with a form or JSON. */
  call<T = { id: string }>(method: string, path: string, form?: Record<string, string>): Promise<T>;
  /** The requests since the last call that change something, without ids. */
  writes(): string[];
  /** Another stack of the same project directory and Fastly, or the same stack with another token. */
  another(options: { project?: string; stack?: string; stateDirectory?: string; token?: string }): InlineStack;
  /** The stack after `pulumi stack rename`, which only changes the URNs in the state. */
  renamed(stack: string): InlineStack;
}

/** The Automation API waits for everything that a program has started. The local engine does not. */
async function assertEnds(calls: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("On the Automation API the program would not end")), 5_000);
  });
  await Promise.race([calls, tooLong]).finally(() => clearTimeout(timer));
}

/**
 * Stop its `fastly` afterwards.
 *
 * @param engine default: the embedded one, or `TEST_ENGINE`.
 * @param options default: it serves nothing.
 */
export async function inlineStack(
  manifest = MANIFEST,
  engine?: Engine,
  options: LocalFastlyOptions = {},
): Promise<InlineStack> {
  const fastly = await LocalFastly.start({ edge: false, ...options });
  return open(fastly, makeProject({ "fastly.toml": manifest, "bin/main.wasm": TINY_WASM }), {}, engine);
}

function open(
  fastly: LocalFastly,
  directory: string,
  { project = "shop", stack = "dev", stateDirectory, token = fastly.token }: Parameters<InlineStack["another"]>[0],
  engine?: Engine,
): InlineStack {
  let program: (directory: string) => unknown = () => {};
  // The SDK's types do not declare this.
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
  let waiting = async () => {};
  const state = stateDirectory ?? join(directory, `.state-${project}-${stack}`);
  const local = localStack({
    program: async () => {
      waiting = AsyncResource.bind(waitForRPCs);
      program(directory);
    },
    project,
    stack,
    fastly: { url: fastly.url, token },
    stateDirectory: state,
    ...(engine && { engine }),
  });
  let seen = 0;
  const self: InlineStack = {
    fastly,
    directory,
    define: (given) => {
      program = given;
    },
    declare: (args, opts, name = "edge") => self.define(() => new ComputeService(name, { directory, ...args }, opts)),
    async run(operation, options) {
      const result = await local[operation](options);
      return { ...result, errors: withoutSummary(result.errors, local.engine) };
    },
    async takeOut(urn, { force = false, targetDependents = true } = {}) {
      const what = { urn, targetDependents, force };
      if (local.engine === "pulumi") {
        editPulumiState({ ...what, edit: "delete", stateDirectory: state, stack });
      } else {
        await removeFromState(join(state, "state.json"), "", what);
      }
    },
    assertEnds: () => assertEnds(waiting()),
    resources: async () => (await local.exportState()).resources,
    async succeed(operation = "up", options) {
      const result = await self.run(operation, options);
      assert.deepEqual(result.errors, []);
      assert.ok(result.ok);
      return result;
    },
    async failing(operation = "up", options) {
      const { ok, errors } = await self.run(operation, options);
      assert.equal(ok, false, `${operation} succeeded`);
      return errors.map(withoutPrefix).join("\n");
    },
    async assertUnchanged() {
      self.writes();
      for (const operation of ["preview", "up"] as const) {
        assert.deepEqual(Object.keys((await self.succeed(operation)).changes), ["same"], operation);
      }
      assert.deepEqual(self.writes(), []);
    },
    fail(method, path, status = 500) {
      fastly.inject({ method, path, fault: { status } });
    },
    async refused() {
      const before = fastly.state();
      const told: (string | undefined)[] = [];
      for (const operation of ["preview", "up"] as const) {
        const { ok, errors } = await self.run(operation);
        assert.equal(ok, false);
        told.push(errors[0] && withoutPrefix(errors[0]).replaceAll(directory, "APP"));
      }
      assert.deepEqual(fastly.state(), before);
      assert.equal(told[0], told[1]);
      return told[0] ?? "";
    },
    async refusedToLose() {
      const [before, there] = [fastly.state(), await self.resources()];
      const [shown] = (await self.run("preview")).errors;
      const [told = ""] = (await self.run("up")).errors;
      assert.match(
        told,
        /-check-adoption" failed: .* has something that the program does not declare, and would lose it \[lost-by-adoption\]/,
      );
      const advice = (text = "") => withoutPrefix(text).slice(withoutPrefix(text).indexOf("\n"));
      assert.equal(advice(told), advice(shown), "an up says other things than its preview");
      assert.deepEqual(fastly.state(), before);
      const types = (list: StateResource[]) => list.map(({ type }) => type).filter((type) => !/pulumi:/.test(type));
      assert.deepEqual(types(await self.resources()), types(there));
      return shown === undefined ? "" : withoutPrefix(shown).replaceAll(directory, "APP");
    },
    async call<T>(method: string, path: string, form?: Record<string, string>) {
      const isForm = path.startsWith("/service");
      const answer = await fetch(`${fastly.url}${path}`, {
        method,
        headers: {
          "Fastly-Key": fastly.token,
          "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        },
        body: form && (isForm ? new URLSearchParams(form).toString() : JSON.stringify(form)),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${text}`);
      return JSON.parse(text || "{}") as T;
    },
    writes() {
      const since = fastly.requests.slice(seen);
      seen = fastly.requests.length;
      return since
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path.replace(/[A-Za-z0-9]{22}/g, "ID")}`);
    },
    another: (options) => open(fastly, directory, options, engine),
    renamed(to) {
      if (local.engine === "pulumi") {
        pulumiCommand(state, "stack", "rename", to, "--stack", stack);
      } else {
        const file = join(state, "state.json");
        writeFileSync(file, readFileSync(file, "utf8").replaceAll(`urn:pulumi:${stack}::`, `urn:pulumi:${to}::`));
      }
      return open(fastly, directory, { project, stack: to, stateDirectory: state }, engine);
    },
  };
  return self;
}
