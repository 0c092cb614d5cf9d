import assert from "node:assert/strict";
import { join } from "node:path";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/args";
import { LocalFastly, localStack, type RunOptions, type RunResult } from "../../sdk/local";
import { makeProject, TINY_WASM } from "./project";

export type Operation = "preview" | "up" | "refresh" | "destroy";

/** A program with one service in this process, whose arguments change from run to run, and a Fastly of its own. */
export interface InlineStack {
  fastly: LocalFastly;
  directory: string;
  /** What the next runs declare. */
  declare(args: Partial<ComputeServiceArgs>, opts?: ComponentResourceOptions): void;
  perform(operation: Operation, options?: RunOptions): Promise<RunResult>;
  /** A run, by default `up`, that has to succeed. */
  succeed(operation?: Operation, options?: RunOptions): Promise<RunResult>;
  /** What a run, by default `up`, that has to fail tells. */
  failing(operation?: Operation, options?: RunOptions): Promise<string>;
  /** Previews and deploys without a change, and without a request that writes. */
  assertUnchanged(): Promise<void>;
  /** Fails the next request of this kind; by default with an internal error. */
  fail(method: string, path: RegExp, status?: number): void;
  /** Does what someone else does at Fastly. */
  api(method: string, path: string, form?: Record<string, string>): Promise<{ id: string }>;
  /** The requests since the last time that change something, each as `POST /service`; ids are left out. */
  writes(): string[];
}

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';

export async function inlineStack(manifest = MANIFEST): Promise<InlineStack> {
  const fastly = await LocalFastly.start({ edge: false });
  const directory = makeProject({ "fastly.toml": manifest, "bin/main.wasm": TINY_WASM });
  let define = () => {};
  const stack = localStack({
    program: async () => define(),
    project: "shop",
    fastly: { url: fastly.url, token: fastly.token },
    stateDirectory: join(directory, ".state"),
  });
  const inline: InlineStack = {
    fastly,
    directory,
    declare(args, opts) {
      define = () => {
        new ComputeService("edge", { directory, ...args }, opts);
      };
    },
    perform: (operation, options) => stack[operation](options),
    async succeed(operation = "up", options) {
      const result = await stack[operation](options);
      assert.deepEqual(result.errors, []);
      assert.ok(result.ok);
      return result;
    },
    async failing(operation = "up", options) {
      const { ok, errors } = await stack[operation](options);
      assert.equal(ok, false, `${operation} succeeded`);
      return errors.join("\n");
    },
    async assertUnchanged() {
      inline.writes();
      for (const operation of ["preview", "up"] as const) {
        assert.deepEqual(Object.keys((await inline.succeed(operation)).changes), ["same"], operation);
      }
      assert.deepEqual(inline.writes(), []);
    },
    fail(method, path, status = 500) {
      fastly.inject({ method, path, fault: { status } });
    },
    async api(method, path, form) {
      const answer = await fetch(`${fastly.url}${path}`, {
        method,
        headers: { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" },
        body: form && new URLSearchParams(form).toString(),
      });
      assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
      return (await answer.json()) as { id: string };
    },
    writes() {
      const writes = fastly.requests
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path.replace(/\b[0-9A-Za-z]{22}\b/g, "ID")}`);
      fastly.clearRequests();
      return writes;
    },
  };
  return inline;
}
