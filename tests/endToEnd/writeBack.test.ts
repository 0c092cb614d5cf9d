import assert from "node:assert/strict";
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EngineEvent, LocalFastly, type RunResult } from "../../local/index";
import { ComputeService, type ComputeServiceArgs } from "../../sdk";
import { localStack } from "../support/engines";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";
import { fastlyOfEachTest } from "../support/suite";

const MANIFEST = '# The shop.\nmanifest_version = 3\nname = "shop"\nlanguage = "other"\n';

describe("the service id in the manifest", function () {
  this.timeout(120_000);
  const fastly = fastlyOfEachTest();
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    file = join(directory, "fastly.toml");
  });
  after(removeProjects);

  const manifest = () => readFileSync(file, "utf8");
  const written = (id: string) => `${MANIFEST}service_id = "${id}"\n`;
  const told = (severity: "info" | "warning", { events }: RunResult) =>
    events.flatMap((event) => (event.kind === "diagnostic" && event.severity === severity ? [event.message] : []));
  const warnings = (result: RunResult) => told("warning", result);

  /** A stack whose program has these services, by name. */
  function stackOf(services: () => Record<string, Partial<ComputeServiceArgs>>) {
    return localStack({
      program: async () => {
        for (const [name, args] of Object.entries(services())) {
          new ComputeService(name, { directory, ...args });
        }
      },
      fastly,
      stateDirectory: join(directory, ".state"),
    });
  }

  async function succeed(run: Promise<RunResult>): Promise<RunResult> {
    const result = await run;
    assert.deepEqual(result.errors, []);
    return result;
  }

  it("that cannot be written causes a warning with the line to paste, in each run until it is there", async () => {
    chmodSync(file, 0o444);
    const stack = stackOf(() => ({ edge: {} }));
    for (let round = 0; round < 2; round++) {
      const [warning = "", ...others] = warnings(await succeed(stack.up()));
      const { id } = fastly.service("shop");
      assert.deepEqual(others, []);
      assert.ok(warning.includes("fastly.toml was not changed: the file is read-only\nThe deployment is complete."));
      assert.ok(warning.endsWith(`put this line at the top of the file:\nservice_id = "${id}"`), warning);
      assert.equal(manifest(), MANIFEST);
    }
    chmodSync(file, 0o644);
    assert.deepEqual(warnings(await succeed(stack.up())), []);
    assert.equal(manifest(), written(fastly.service("shop").id));
  });

  it("is written where the component was created, even if the program changes its directory later", async () => {
    const elsewhere = makeProject({ "fastly.toml": MANIFEST });
    const stack = localStack({
      program: async () => {
        process.chdir(directory);
        new ComputeService("edge", { directory: "." });
        process.chdir(elsewhere);
      },
      fastly,
      stateDirectory: join(directory, ".state"),
    });
    const before = process.cwd();
    try {
      for (const changes of [{ create: 4 }, { same: 4 }]) {
        assert.deepEqual((await succeed(stack.up())).changes, changes);
        assert.equal(manifest(), written(fastly.service("shop").id));
        assert.equal(readFileSync(join(elsewhere, "fastly.toml"), "utf8"), MANIFEST);
      }
      const { resources } = await stack.exportState();
      const edge = resources.find(({ type }) => type === ComputeService.__pulumiType);
      assert.equal(edge?.inputs.manifest, "fastly.toml");
    } finally {
      process.chdir(before);
    }
  });

  it("is reported only in the run that writes it", async () => {
    const stack = stackOf(() => ({ edge: {} }));
    const rest = ": commit the file, so that the Fastly CLI and other checkouts know the service.";
    const [message = "", ...others] = told("info", await succeed(stack.up()));
    assert.deepEqual(others, []);
    assert.ok(message.startsWith("Wrote the service_id into ") && message.endsWith(`/fastly.toml${rest}`), message);
    assert.deepEqual(told("info", await succeed(stack.up())), []);

    const other = stackOf(() => ({ edge: { environment: "stage" } }));
    const [created = ""] = told("info", await succeed(other.up()));
    assert.ok(
      created.startsWith("Created ") && created.endsWith(`/fastly.stage.toml with the service_id${rest}`),
      created,
    );
  });

  it("is written into the target of a link", async () => {
    mkdirSync(join(directory, "shared"));
    renameSync(file, join(directory, "shared/fastly.toml"));
    symlinkSync("shared/fastly.toml", file);
    await succeed(stackOf(() => ({ edge: {} })).up());
    assert.ok(lstatSync(file).isSymbolicLink());
    assert.equal(readFileSync(join(directory, "shared/fastly.toml"), "utf8"), written(fastly.service("shop").id));
  });

  it("names one of two services in one directory and stays, and the other service gets a warning", async () => {
    let services: Record<string, Partial<ComputeServiceArgs>> = { a: { serviceName: "a" }, b: { serviceName: "b" } };
    const stack = stackOf(() => services);
    const [warning = ""] = warnings(await succeed(stack.up()));
    const [a, b] = [fastly.service("a").id, fastly.service("b").id];
    const after = manifest();
    assert.ok([written(a), written(b)].includes(after), after);
    const [named, other] = after === written(a) ? [a, b] : [b, a];
    assert.match(
      warning,
      new RegExp(`deploys the service ${other}, but .*fastly\\.toml names another one, ${named}\\.`),
    );
    const again = await succeed(stack.up());
    assert.deepEqual(Object.keys(again.changes), ["same"]);
    assert.equal(manifest(), after);

    services = { ...services, c: { serviceName: "c" } };
    const { ok, errors } = await stack.preview();
    assert.equal(ok, false);
    assert.match(
      errors.join("\n"),
      /ComputeService "c" would create a service, but .* already names the existing service/,
    );
    services = { ...services, c: { serviceName: "c", environment: "c" } };
    await succeed(stack.up());
    assert.equal(readFileSync(join(directory, "fastly.c.toml"), "utf8"), `service_id = "${fastly.service("c").id}"\n`);
    assert.equal(manifest(), after);
  });

  /** Another live service that the manifest does not name. */
  async function otherService(): Promise<string> {
    const other = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    const program = () => void new ComputeService("other", { directory: other, serviceName: "other" });
    await succeed(localStack({ program, fastly, stateDirectory: join(other, ".state") }).up());
    return fastly.service("other").id;
  }

  it("of another existing service causes a warning even when nothing needs to be written", async () => {
    const other = await otherService();
    const stack = stackOf(() => ({ edge: { writeServiceId: false } }));
    assert.deepEqual(warnings(await succeed(stack.up())), []);
    assert.equal(manifest(), MANIFEST);
    writeFileSync(file, written(other));
    for (let round = 0; round < 2; round++) {
      const [warning = "", ...others] = warnings(await succeed(stack.up()));
      assert.deepEqual(others, []);
      const [first, second] = warning.split("\n");
      assert.match(first ?? "", /fastly\.toml names another one, \w+\. The file was not changed\.$/);
      assert.ok(first?.includes(fastly.service("shop").id) && first.includes(other), warning);
      assert.match(second ?? "", /^The Fastly CLI works on the service in the file\. /);
    }
    assert.equal(manifest(), written(other));
    writeFileSync(file, written("AAAAAAAAAAAAAAAAAAAAAA"));
    assert.deepEqual(warnings(await succeed(stack.up())), []);
  });

  it("of another service is not overwritten when the manifest has become invalid", async () => {
    const other = await otherService();
    const stack = stackOf(() => ({ edge: { environment: "dev" } }));
    const environmentFile = join(directory, "fastly.dev.toml");
    const text = `service_id = "${other}"\nmanifest_version = 99\n`;
    const edited = (event: EngineEvent) => {
      if (event.kind === "step" && event.type.endsWith("ServiceCompute") && event.phase === "started") {
        writeFileSync(environmentFile, text);
      }
    };
    const [warning = ""] = warnings(await succeed(stack.up({ onEvent: edited })));
    assert.ok(warning.includes(`fastly.dev.toml names another one, ${other}. The file was not changed.`), warning);
    assert.equal(readFileSync(environmentFile, "utf8"), text);
  });

  it("of a service that cannot be looked up does not change, and causes a warning", async () => {
    const stack = stackOf(() => ({ edge: {} }));
    await succeed(stack.up());
    const stale = written("AAAAAAAAAAAAAAAAAAAAAA");
    writeFileSync(file, stale);
    fastly.inject({ method: "GET", path: /A{22}/, times: 100, fault: { status: 403 } });
    const [warning = ""] = warnings(await succeed(stack.up()));
    assert.ok(warning.includes("names another one, AAAAAAAAAAAAAAAAAAAAAA, which could not be looked up. The file"));
    assert.equal(manifest(), stale);
  });

  it("of another account's service is never overwritten by a stack that has its own", async () => {
    const elsewhere = await LocalFastly.start({ edge: false });
    const program = () => void new ComputeService("edge", { directory });
    const prod = localStack({ program, fastly: elsewhere, stack: "prod", stateDirectory: join(directory, ".prod") });
    const staging = stackOf(() => ({ edge: {} }));
    await succeed(staging.up());
    const before = manifest();
    for (const operation of ["preview", "up"] as const) {
      const { ok, errors } = await prod[operation]();
      assert.equal(ok, false);
      assert.match(
        errors[0] ?? "",
        /already names the service \w+: the API token cannot see this service, which belongs to another account, or the id is wrong \[service-not-shown\]\nChoose one of:\n {2}use the API token/,
      );
    }
    assert.deepEqual(elsewhere.services(), []);
    assert.equal(manifest(), before);
    writeFileSync(file, MANIFEST);
    await succeed(prod.up());
    const id = elsewhere.service("shop").id;
    for (const stack of [staging, prod, staging]) {
      const [warning] = warnings(await succeed(stack.up()));
      assert.equal(manifest(), written(id));
      const doubt = `names another one, ${id}, which Fastly does not know; it was deleted, or belongs to another account. The`;
      assert.equal(warning?.includes(doubt), stack === staging ? true : undefined);
    }
    await elsewhere.stop();
  });

  it("that cannot be looked up stops a new service with Fastly's reason", async () => {
    writeFileSync(file, written("AAAAAAAAAAAAAAAAAAAAAA"));
    fastly.inject({ method: "GET", path: /A{22}/, times: 100, fault: { status: 401 } });
    const stack = stackOf(() => ({ edge: {} }));
    for (const operation of ["preview", "up"] as const) {
      assert.match(
        (await stack[operation]()).errors[0] ?? "",
        /names the service A{22}, and Fastly did not say whether it exists: .* \[service-not-looked-up\]\n.*token/,
      );
    }
    assert.deepEqual(fastly.services(), []);
  });

  it("stays with removeServiceId when a destroy keeps the service", async () => {
    const program = () =>
      void new ComputeService("edge", { directory, removeServiceId: true }, { retainOnDelete: true });
    const stack = localStack({ program, fastly, stateDirectory: join(directory, ".state") });
    await succeed(stack.up());
    await succeed(stack.destroy({ runProgram: true }));
    assert.equal(manifest(), written(fastly.service("shop").id));
  });

  it("of any other service stays with existingService: ignore, without a message when nothing needs to be written", async () => {
    let writeServiceId = true;
    const stack = stackOf(() => ({ edge: { existingService: "ignore", writeServiceId } }));
    const [stale, live] = ["AAAAAAAAAAAAAAAAAAAAAA", await otherService()];
    for (const [id, writes, warned] of [
      [stale, true, 0],
      [live, true, 1],
      [live, false, 0],
    ] as const) {
      writeServiceId = writes;
      writeFileSync(file, written(id));
      assert.equal(warnings(await succeed(stack.up())).length, warned);
      assert.equal(manifest(), written(id));
    }
    writeServiceId = true;
    writeFileSync(file, MANIFEST);
    await succeed(stack.up());
    assert.equal(manifest(), written(fastly.service("shop").id));
  });

  it("is intact after two stacks were deployed from one directory at the same time", async () => {
    const files = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
    const program = 'new ComputeService("edge", { directory: "./app", serviceName: pulumi.getStack() });';
    const one = await testStack({ files, program, fastly, stack: "one", process: true });
    const again = { files: {}, program, fastly, stack: "two", directory: one.directory, process: true };
    const two = await testStack(again);
    // At the same time, but only after the check that refuses a second service: their creations wait for each other.
    fastly.inject({ method: "POST", path: /^\/service$/, times: 2, fault: { delayMs: 1_500 } });
    const runs = await Promise.all([one.show("up"), two.show("up")]);
    assert.ok(
      runs.every(({ ok }) => ok),
      runs.map(({ text }) => text).join("\n"),
    );
    const ids = ["one", "two"].map((name) => fastly.service(name).id);
    assert.ok(ids.map(written).includes(one.read("app/fastly.toml")), one.read("app/fastly.toml"));
  });
});
