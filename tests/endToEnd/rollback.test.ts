import assert from "node:assert/strict";
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../local/index";
import { ComputeService, type ComputeServiceArgs } from "../../sdk";
import { withoutPrefix } from "../support/diagnostics";
import { localStack } from "../support/engines";
import { MANIFEST, makeProject, removeProjects, TINY_WASM } from "../support/project";
import { fastlyOfEachTest } from "../support/suite";

const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);

describe("going back to the package of a version", function () {
  this.timeout(60_000);
  const fastly = fastlyOfEachTest();
  let directory: string;
  beforeEach(async () => {
    directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
  });
  after(removeProjects);

  /** A stack, deployed by functions that take the arguments of its component. */
  function stackOf(name: string, common: Partial<ComputeServiceArgs>) {
    let args: Partial<ComputeServiceArgs>;
    const stack = localStack({
      program: () => void new ComputeService("edge", { directory, ...common, ...args }),
      stack: name,
      fastly,
      stateDirectory: join(directory, ".state", name),
    });
    const run = async (operation: "preview" | "up", next: Partial<ComputeServiceArgs>): Promise<RunResult> => {
      args = next;
      return stack[operation]();
    };
    return {
      async up(next: Partial<ComputeServiceArgs> = {}): Promise<void> {
        assert.deepEqual((await run("up", next)).errors, []);
      },
      /** The messages of a preview, besides changes. */
      async tells(next: Partial<ComputeServiceArgs>): Promise<string> {
        const { errors, events } = await run("preview", next);
        assert.deepEqual(errors, []);
        return events.flatMap((event) => ("severity" in event ? event.message.trim() : [])).join("\n");
      },
      /** The error, which must be the same in preview and in `up`. An `up` must change nothing. */
      async refuses(next: Partial<ComputeServiceArgs>): Promise<string> {
        const before = fastly.services();
        const preview = await run("preview", next);
        const up = await run("up", next);
        assert.deepEqual([preview.ok, up.ok], [false, false]);
        assert.deepEqual(fastly.services(), before);
        assert.equal(up.errors[0], withoutPrefix(preview.errors[0] ?? ""));
        return up.errors[0] ?? "";
      },
    };
  }

  const hashes = (service: string) =>
    fastly.service(service).versions.map(({ package: pkg }) => pkg?.metadata.files_hash);

  it("finds the version in the stack's own service, whatever the manifest says", async () => {
    const other = stackOf("other", { serviceName: "other", writeServiceId: false });
    const own = stackOf("own", { serviceName: "own", writeServiceId: false });
    await own.up();
    writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
    await other.up();
    await own.up();
    writeFileSync(join(directory, "fastly.toml"), `service_id = "${fastly.service("other").id}"\n${MANIFEST}`);
    const [first, second] = hashes("own");
    assert.deepEqual(hashes("other"), [second]);
    await own.up({ package: { fromVersion: 1 } });
    assert.deepEqual(hashes("own"), [first, second, first]);
  });

  it("shows in the preview the version, what stays as declared, and the verification", async () => {
    const own = stackOf("own", { serviceName: "own", versionComment: "first" });
    await own.up();
    writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
    const later = { versionComment: "second", domains: ["own.example.com"] };
    await own.up(later);
    const told = await own.tells({ ...later, package: { fromVersion: 1 }, verify: { path: "/up" } });
    assert.match(
      told,
      /^The package goes back to that of version 1 \(made \S+Z, "first"\)\. Everything else stays as the program declares it, which differs from that version\. The version goes live, and then GET \/up must answer 200\.$/m,
    );
    assert.doesNotMatch(await own.tells(later), /goes back/);
  });

  it("finds packages that were promoted, on a machine that builds nothing", async () => {
    const staging = stackOf("staging", { environment: "staging" });
    const prod = stackOf("prod", { environment: "prod" });
    for (const name of ["one", "two"]) {
      await staging.up();
      cpSync(join(directory, "pkg/shop.tar.gz"), join(directory, `promoted/${name}.tar.gz`));
      writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
    }
    rmSync(join(directory, ".fastly-compute"), { recursive: true });
    rmSync(join(directory, "pkg"), { recursive: true });

    await prod.up({ package: { path: "promoted/one.tar.gz" } });
    await prod.up({ package: { path: "promoted/two.tar.gz" } });
    rmSync(join(directory, "promoted"), { recursive: true });
    const [first, second] = hashes("shop-prod");
    assert.notEqual(first, second);
    await prod.up({ package: { fromVersion: 1 } });
    await prod.up({ package: { fromHash: second } });
    assert.deepEqual(hashes("shop-prod"), [first, second, first, second]);
  });

  it("is refused when another directory would take the version from another service", async () => {
    const other = stackOf("other", { serviceName: "other", writeServiceId: false });
    const own = stackOf("own", { serviceName: "own", writeServiceId: false });
    await other.up();
    writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
    await own.up();
    const [otherId, ownId] = [fastly.service("other").id, fastly.service("own").id];
    rmSync(join(directory, ".fastly-compute/services"), { recursive: true });
    assert.match(
      await own.refuses({ package: { fromVersion: 1 } }),
      /"package\.fromVersion" is 1, but .*fastly\.toml names no service, and none was deployed from this directory \[version-of-no-service\]\nGive the package by its hash: /,
    );
    writeFileSync(join(directory, "fastly.toml"), `service_id = "${otherId}"\n${MANIFEST}`);
    const error = await own.refuses({ package: { fromVersion: 1 } });
    assert.match(error, /"package\.fromVersion" is 1, a version of the service /);
    assert.ok(
      error.includes(`${otherId} of `) &&
        error.includes(`but this stack has the service ${ownId} [version-of-another-service]\n`),
      error,
    );
    assert.ok(
      error.includes(
        `To deploy version 1 of ${ownId}, give its package by the hash: { package: { fromHash: "${hashes("own")[0]}" } }`,
      ),
      error,
    );
  });

  it("uses the manifest's service when the note names another one", async () => {
    const own = stackOf("own", { serviceName: "own" });
    await own.up();
    const [note = ""] = readdirSync(join(directory, ".fastly-compute/services"));
    writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
    await own.up();
    const [first, second] = hashes("own");
    writeFileSync(join(directory, ".fastly-compute/services", note), "AAAAAAAAAAAAAAAAAAAAAA");
    await own.up({ package: { fromVersion: 1 } });
    assert.deepEqual(hashes("own"), [first, second, first]);
  });

  it("is refused for a version without a package", async () => {
    const own = stackOf("own", { serviceName: "own" });
    await own.up();
    const { id } = fastly.service("own");
    const headers = { "Fastly-Key": fastly.token };
    await fetch(`${fastly.url}/service/${id}/version`, { method: "POST", headers });
    assert.match(await own.refuses({ package: { fromVersion: 2 } }), / 2 .*\[version-without-package\]\n/);
  });

  it("is refused beside another package", async () => {
    assert.match(
      await stackOf("own", {}).refuses({ package: { path: "bin/main.wasm", fromVersion: 1 } }),
      /ComputeService "edge": \[package\] has path and fromVersion, but only one can say which package to deploy \[package-choice\]\nKeep only one/,
    );
  });

  it("is refused for a service that does not exist yet", async () => {
    await stackOf("other", { serviceName: "other", environment: "other" }).up();
    const file = join(directory, "fastly.toml");
    writeFileSync(file, `service_id = "${fastly.service("other").id}"\n${MANIFEST}`);
    const own = stackOf("own", { serviceName: "own", existingService: "ignore" });
    assert.match(
      await own.refuses({ package: { fromVersion: 1 } }),
      /"package\.fromVersion" is 1, but this run makes a new service, which has no earlier version \[version-of-a-new-service\]\nRemove "package.fromVersion", or give/,
    );
  });
});
