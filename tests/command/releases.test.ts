import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { type Release, releasesOf, versionsListed } from "../../sdk/command/releases";
import type { ServiceReleases } from "../../sdk/command/releasesCommand";
import { removeProjects } from "../support/project";
import { type ReleaseStack, releaseStack } from "../support/releases";
import { run } from "../support/writtenProgram";

const OWN = "shop/prod/edge, configuration 3fa2b9c1d2e4";
const MADE = "2026-11-26T21:00:00Z";

/** The release of version 6, while version 5 is live with another package. */
function told(comment: string, given: { activated?: number[]; active?: number; staged?: number; hash?: string } = {}) {
  const { activated = [5], active = 5, staged, hash = "bb" } = given;
  const service = {
    activated,
    activeVersion: active,
    stagedVersion: staged,
    commentOf: new Map([
      [5, `release 5 verified: ${OWN}`],
      [6, comment],
    ]),
    madeAt: new Map([[6, MADE]]),
  };
  const [release] = releasesOf(
    service,
    new Map([
      [6, hash === "" ? undefined : hash],
      [5, "aa"],
    ]),
  );
  return release as Release;
}

describe("a release in the history", () => {
  const marks: [comment: string, state: string, other: number | undefined, goesBack: boolean][] = [
    ["release 6 prepared", "prepared", undefined, false],
    ["release 6 on trial after 5", "on trial", 5, false],
    ["release 6 going back to 5", "going back", 5, false],
    ["release 6 taken back to 5", "taken back", 5, false],
    ["release 6 rehearsal of 5", "rehearsal", 5, false],
    ["release 6 verified", "verified", undefined, true],
    // A clone inherits this from the version that it was made from.
    ["release 5 verified", "draft", undefined, false],
  ];
  for (const [mark, state, other, goesBack] of marks) {
    it(`has the state in its mark: ${mark}`, () => {
      const release = told(`${mark}: 9df328f [${OWN}, sources 0123456789abcdef]`);
      assert.deepEqual(release, {
        version: 6,
        live: false,
        staged: false,
        state,
        ...(other !== undefined && { other }),
        package: "bb",
        sources: "0123456789abcdef",
        comment: "9df328f",
        by: "shop/prod/edge",
        madeAt: MADE,
        ...(goesBack && { goBack: "package: { fromVersion: 6 }" }),
      });
    });
  }

  it("without a mark has a state by whether it served requests, and no maker when made by hand", () => {
    assert.deepEqual(told("by hand", { activated: [6, 5] }), {
      version: 6,
      live: false,
      staged: false,
      state: "released",
      package: "bb",
      comment: "by hand",
      madeAt: MADE,
      goBack: "package: { fromVersion: 6 }",
    });
    assert.equal(told("unfinished draft: mine").state, "draft");
  });

  it("names versions with the same package, and versions that were taken back to it", () => {
    const commentOf = new Map([
      [7, "release 7 taken back to 6: x"],
      [6, "release 6 verified: x"],
      [5, "release 5 going back to 6: x"],
      [4, "release 4 taken back to 3: x"],
    ]);
    const hashes = new Map([7, 6, 5, 4].map((version) => [version, version === 5 ? "bb" : "aa"]));
    const at = { at: MADE, by: "Ada" };
    const service = { activated: [6], activeVersion: 6, stagedVersion: undefined, commentOf, madeAt: new Map() };
    const releases = releasesOf(service, hashes, new Map([[6, at]]));
    assert.deepEqual(
      releases.map(({ version, packageOf, takenBackFrom, activated }) => [
        version,
        packageOf,
        takenBackFrom,
        activated,
      ]),
      [
        [7, 4, undefined, undefined],
        [6, 4, [5, 7], at],
        [5, undefined, undefined, undefined],
        [4, undefined, undefined, undefined],
      ],
    );
  });

  it("is live or staged as Fastly reports, whatever its mark", () => {
    const live = told(`release 6 on trial after 5: ${OWN}`, { active: 6, activated: [6, 5] });
    assert.deepEqual([live.live, live.staged, live.state], [true, false, "on trial"]);
    const staged = told(`release 6 prepared: ${OWN}`, { staged: 6 });
    assert.deepEqual([staged.live, staged.staged, staged.state], [false, true, "prepared"]);
  });

  it("offers no way back when its package is live or missing", () => {
    const verified = `release 6 verified: ${OWN}`;
    assert.equal(told(verified, { hash: "aa" }).goBack, undefined);
    assert.equal(told(verified, { hash: "" }).goBack, undefined);
    assert.equal(told(verified, { active: 6 }).goBack, undefined);
  });

  it("is listed when it is new, live or staged", () => {
    const commentOf = new Map([1, 2, 10, 3, 9].map((version) => [version, ""] as const));
    assert.deepEqual(versionsListed({ commentOf }, 2), [10, 9]);
    assert.deepEqual(versionsListed({ commentOf, activeVersion: 1, stagedVersion: 3 }, 1), [10, 3, 1]);
  });
});

describe("the releases command", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  after(removeProjects);

  it("lists the history of the stack's service, in text and as JSON, without writes", async () => {
    test = await releaseStack();
    try {
      await test.succeed();
      test.program({ "*": { status: 500 } });
      await test.failing();
      test.program({ "*": { body: "good" } });
      await test.succeed();
      const state = join(test.directory, "state.json");
      writeFileSync(state, JSON.stringify({ deployment: { resources: await test.resources() } }));
      test.writes();
      const words = await run(test.fastly, ["releases", "--state", state]);
      assert.equal(words.code, 0, words.stderr);
      const hash = "[0-9a-f]{12}";
      const by = "\\S+Z {2}[\\w.-]+/dev/edge";
      assert.match(
        words.stdout,
        new RegExp(
          [
            "^edge: service \\w{22} \\(shop\\)",
            "  Version  State +Package +Made +Made by +Comment +Activated +By \\(Fastly's event log\\) +Go back by",
            `  3        live, verified +${hash}  ${by} +\\S+Z  Local Fastly`,
            `  2        taken back to 1 +${hash}  ${by} +\\S+Z  Local Fastly`,
            `  1        verified, live again after 2  ${hash}  ${by} +\\S+Z  Local Fastly +package: \\{ fromVersion: 1 \\}\n$`,
          ].join("\n"),
        ),
      );
      const { id } = test.fastly.service("shop");
      const json = await run(test.fastly, ["releases", "--service-id", id, "--limit", "2", "--json"]);
      const { services } = JSON.parse(json.stdout) as { services: ServiceReleases[] };
      assert.deepEqual(
        services.map(({ component, id, name, releases, more }) => [component, id, name, releases.length, more]),
        [[undefined, id, "shop", 2, 1]],
      );
      assert.match(services[0]?.releases[0]?.package ?? "", /^[0-9a-f]{128}$/);
      assert.deepEqual(test.writes(), []);
    } finally {
      await test.fastly.stop();
    }
  });

  it("leaves out who activated a version when the event log is unreadable, and says so", async () => {
    const fastly = await LocalFastly.start({ edge: false, account: { events: false } });
    try {
      const headers = { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" };
      const made = await fetch(`${fastly.url}/service`, { method: "POST", headers, body: "name=s&type=wasm" });
      const { id } = (await made.json()) as { id: string };
      const { code, stdout } = await run(fastly, ["releases", "--service-id", id]);
      assert.equal(code, 0);
      assert.match(stdout, /\n {2}Fastly's event log, which says who activated them, cannot be read: .*not authorized/);
    } finally {
      await fastly.stop();
    }
  });

  it("reports wrong arguments and a missing service", async () => {
    const fastly = await LocalFastly.start({ edge: false });
    try {
      for (const limit of ["0", "-1", "many", "1.5", ""]) {
        const { code, stderr } = await run(fastly, ["releases", `--limit=${limit}`, "--service-id", "x"]);
        assert.equal(code, 1);
        assert.match(
          stderr,
          /^error: Expected --limit to be a number but got ".*" \[command-unknown\]\nRun: .* releases --help/,
        );
      }
      const { stderr } = await run(fastly, ["releases", "--service-id", "x"]);
      assert.match(stderr, /\[adopted-service-missing\]/);
    } finally {
      await fastly.stop();
    }
  });
});
