import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { LocalFastly, LocalFastlyOptions } from "../../local/index";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { quickClock, setClock } from "./clock";
import type { Engine } from "./engines";
import { INLINE_VICEROY, type Program, programWasm } from "./fakeViceroy";
import { type InlineStack, inlineStack } from "./inlineStack";

/** A service on the local edge that is released again and again. */
export interface ReleaseStack extends InlineStack {
  /** Sets the program of the next version. */
  program(program: Program): void;
  /** The present answer of the service. */
  body(path?: string): Promise<string>;
  /** The number of the live version, and the marks of all versions. */
  versions(): { active: number | undefined; marks: string[] };
}

/** A program that answers, and one that fails. */
export const good = { "*": { body: "good" } };
export const bad = { "*": { status: 500, body: "bad" } };

/** Where real time passes, a busy machine needs more of it. */
const fast = ({ after }: NonNullable<ComputeServiceArgs["release"]>): ComputeServiceArgs["release"] => ({
  settleSeconds: 1,
  checks: [{ path: "/", timeoutSeconds: after === undefined ? 1 : 10 }],
});

afterEach(() => setClock(undefined));

/**
 * Everything that a release waits for comes at once, except statistics, which need real time.
 *
 * @param release added to the settings that make tests fast.
 * @param account the account at the local Fastly.
 */
export async function releaseStack(
  release: ComputeServiceArgs["release"] = {},
  account?: LocalFastlyOptions["account"],
  engine?: Engine,
): Promise<ReleaseStack> {
  const edge = { ...INLINE_VICEROY, log: () => {} };
  const test = await inlineStack(undefined, engine, { edge, account });
  // A check finds a version that cannot be served, so no error is needed here.
  const ready = () => test.fastly.settled("shop").catch(() => {});
  if (release.after === undefined) {
    quickClock(ready);
  } else {
    const wait = (milliseconds: number) => ready().then(() => delay(milliseconds));
    setClock({ now: () => performance.now(), wait });
  }
  const program = (given: Program) => writeFileSync(join(test.directory, "bin/main.wasm"), programWasm(given));
  program({ "*": { body: "one" } });
  test.declare({ domains: ["shop.example.com"], generatedDomain: false, release: { ...fast(release), ...release } });
  return {
    ...test,
    program,
    async body(path = "/") {
      const answer = await test.fastly.fetch(`https://shop.example.com${path}`);
      return answer.text();
    },
    versions() {
      const { versions } = test.fastly.service("shop");
      const own = /\w+\/dev\/edge, configuration [0-9a-f]{12}(, sources [0-9a-f]{16}, package [0-9a-f]{12})?$/;
      return {
        active: versions.find(({ active }) => active)?.number,
        marks: versions.map(({ comment }) => {
          assert.match(comment, own);
          return comment.replace(own, "").replace(/: $/, "");
        }),
      };
    },
  };
}

/** Sends requests without end, until the returned function is called. */
export function load(fastly: LocalFastly): () => Promise<void> {
  let isOn = true;
  const done = (async () => {
    while (isOn) {
      const answer = await fastly.fetch("https://shop.example.com/other").catch(() => undefined);
      await answer?.text();
      await delay(5);
    }
  })();
  return () => {
    isOn = false;
    return done;
  };
}
