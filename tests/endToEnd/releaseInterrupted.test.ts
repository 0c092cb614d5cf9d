import assert from "node:assert/strict";
import type { Fault } from "../../local/api";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import type { Program } from "../support/fakeViceroy";
import { removeProjects } from "../support/project";
import { bad, good, load, type ReleaseStack, releaseStack } from "../support/releases";

/** A release, with its outcome when nothing interrupts it. */
interface Kind {
  title: string;
  release: ComputeServiceArgs["release"];
  program: Program;
  /** The version that is live in the end. */
  live: 1 | 2;
  /** Whether incoming requests decide its outcome. */
  isLoaded?: boolean;
}

const KINDS: Kind[] = [
  { title: "a good release", release: { before: {} }, program: good, live: 2 },
  {
    title: "a good release that is rehearsed",
    release: { before: { backends: { api: { address: "staging.example.com" } } } },
    program: good,
    live: 2,
  },
  { title: "a release that fails on the staging network", release: { before: {} }, program: bad, live: 1 },
  { title: "a release that fails after it went live", release: {}, program: bad, live: 1 },
  {
    title: "a release with rising errors",
    release: { after: { seconds: 4, minRequests: 9 } },
    program: { "/": { body: "fine" }, "*": { body: "often", failEvery: 2 } },
    live: 1,
    isLoaded: true,
  },
];

/** One request of a release: the nth with this method and path, counted from 0. */
interface Step {
  method: string;
  path: string;
  nth: number;
}

/** Requests that a release itself sends, once the version is prepared. */
const STEP = /\/version\/\d+(\/activate(\/staging)?|\/clone|\/backend\/\w+)?$|^\/v1\/channel\//;

/** What happens from a step on: it is not carried out, or it is carried out without an answer. */
const INTERRUPTIONS: Record<string, Fault> = { before: { status: 403 }, after: "lost" };

describe("a release that is interrupted", function () {
  this.timeout(0);
  let test: ReleaseStack;
  let stop = async () => {};
  afterEach(async () => {
    await stop();
    await test.fastly.stop();
  });
  after(removeProjects);

  async function begin({ release, program, isLoaded }: Kind): Promise<void> {
    test = await releaseStack(release);
    test.declare({
      domains: ["shop.example.com"],
      generatedDomain: false,
      backends: { api: { address: "api.example.com" } },
      release: { settleSeconds: 1, checks: [{ timeoutSeconds: isLoaded ? 10 : 1 }], ...release },
    });
    stop = isLoaded ? load(test.fastly) : async () => {};
    await test.succeed();
    test.program(program);
    test.fastly.clearRequests();
  }

  /** The steps of this release. */
  async function stepsOf(kind: Kind): Promise<Step[]> {
    await begin(kind);
    const { ok, errors } = await test.run("up");
    assert.equal(ok, kind.live === 2, errors.join("\n"));
    const seen = new Map<string, number>();
    const steps = test.fastly.requests.flatMap(({ method, path }) => {
      const key = `${method} ${path}`;
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      const isStep = STEP.test(path) && (method !== "GET" || (path.startsWith("/v1/") && nth < 3));
      return isStep ? [{ method, path: path.replace(/[A-Za-z0-9]{22}/g, "[A-Za-z0-9]{22}"), nth }] : [];
    });
    await stop();
    await test.fastly.stop();
    return steps;
  }

  /**
   * A request of the provider. When one fails, the state has the planned values, and only a refresh shows the truth.
   */
  const OF_PROVIDER = /\/version\/\d+(\/(clone|package|validate))?$/;
  const ADVICE = /\nRun: pulumi up --refresh$/;

  /** `TEST_LONG=1` interrupts each release at every step, before and after it. */
  const isLong = process.env.TEST_LONG !== undefined;
  for (const [index, kind] of KINDS.entries()) {
    it(`at any step is ended by the next up, and a mended program works then: ${kind.title}`, async () => {
      const steps = await stepsOf(kind);
      assert.ok(steps.length >= 4, steps.map(({ method, path }) => `${method} ${path}`).join("\n"));
      const all = steps.flatMap((step) => Object.keys(INTERRUPTIONS).map((when) => ({ step, when })));
      // A different step for each release, from the middle on.
      const chosen = isLong ? all : [all[Math.floor(all.length / 2) + index]];
      for (const { step, when } of chosen.flatMap((each) => each ?? [])) {
        const what = `${when} ${step.method} ${step.path} #${step.nth + 1}`;
        await begin(kind);
        const { method, path, nth } = step;
        const undo = test.fastly.inject({
          method,
          path: new RegExp(`^${path}$`),
          skip: nth,
          times: Number.POSITIVE_INFINITY,
          fault: INTERRUPTIONS[when] as Fault,
        });
        await test.failing();
        undo();
        let { ok, errors } = await test.run("up");
        if (OF_PROVIDER.test(`${step.method} ${step.path}`) && errors.some((text) => ADVICE.test(text))) {
          ({ ok, errors } = await test.run("up", { refresh: true }));
        }
        assert.equal(ok, kind.live === 2, `${what}: ${errors.join("\n")}`);
        const active = test.versions().active ?? 0;
        // A copy stays behind when nobody learned its number.
        assert.ok(kind.live === 1 ? active === 1 : active >= 2, `${what}: ${active} is active`);
        test.program({ "*": { body: "mended" } });
        await test.succeed();
        assert.equal(await test.body(), "mended", what);
        await stop();
        await test.assertUnchanged();
        await test.fastly.stop();
      }
    });
  }
});
