import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, type ProjectSettings } from "@pulumi/pulumi/automation";
import type { InlineProgram, LocalFastly } from "../../local/index";
import { ComputeService, type ComputeServiceArgs } from "../../sdk";
import { scriptError } from "../../sdk/build/errors";
import { describeOnEachEngine, type Engine, localStack } from "../support/engines";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { fastlyOfEachTest } from "../support/suite";

const MANIFEST =
  'manifest_version = 3\nname = "shop"\nlanguage = "other"\n[setup.dictionaries.settings.items.a]\nvalue = "1"\n';

const COMPONENT = "fastly-compute:index:ComputeService::edge";

/** Runs the program. Returns the reported errors, by resource. */
type Run = (operation: "preview" | "up") => Promise<{ ok: boolean; errors: Record<string, string[]> }>;

/** @param elsewhere whether the program is in another directory than the provider, which resolves relative paths. */
function open(engine: Engine, program: InlineProgram, fastly: LocalFastly, directory: string, elsewhere = false): Run {
  return engine === "embedded"
    ? openEmbedded(elsewhere ? inDirectory(program, directory) : program, fastly, directory)
    : openAutomation(program, fastly, directory, elsewhere ? { name: "shop", runtime: "nodejs" } : undefined);
}

function inDirectory(program: InlineProgram, directory: string): InlineProgram {
  return async () => {
    process.chdir(directory);
    return program();
  };
}

function openEmbedded(program: InlineProgram, fastly: LocalFastly, directory: string): Run {
  const stack = localStack({
    engine: "embedded",
    program,
    project: "shop",
    fastly,
    stateDirectory: join(directory, ".state"),
  });
  return async (operation) => {
    const { ok, events } = await stack[operation]();
    return {
      ok,
      errors: byResource(
        events.flatMap((event) => (event.kind === "diagnostic" && event.severity === "error" ? [event] : [])),
      ),
    };
  };
}

/**
 * Runs a program as users of Pulumi's Automation API do, with the real CLI and provider.
 *
 * @param projectSettings default: those with the directory of this process as `main`.
 */
function openAutomation(
  program: InlineProgram,
  fastly: LocalFastly,
  directory: string,
  projectSettings?: ProjectSettings,
): Run {
  const backend = join(directory, ".state");
  mkdirSync(backend, { recursive: true });
  return async (operation) => {
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", projectName: "shop", program: async () => (await program()) as Record<string, unknown> },
      {
        workDir: backend,
        ...(projectSettings && { projectSettings }),
        secretsProvider: "passphrase",
        envVars: {
          PULUMI_BACKEND_URL: pathToFileURL(backend).href,
          PULUMI_CONFIG_PASSPHRASE: "",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      },
    );
    await stack.setAllConfig({
      "fastly:baseUrl": { value: fastly.url },
      "fastly:apiKey": { value: fastly.token, secret: true },
    });
    const told: { urn?: string; message: string }[] = [];
    let ok = true;
    try {
      await stack[operation]({
        color: "never",
        onEvent: ({ diagnosticEvent: event }) => {
          if (event?.severity === "error") {
            told.push({ urn: event.urn, message: event.message });
          }
        },
      });
    } catch {
      ok = false;
    }
    return { ok, errors: byResource(told) };
  };
}

function byResource(told: { urn?: string; message: string }[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const { urn, message } of told) {
    const key = urn?.split("::").slice(2).join("::").split("$").at(-1) ?? "";
    errors[key] = [...(errors[key] ?? []), message.trim()];
  }
  return errors;
}

describeOnEachEngine("an inline program", function (engine) {
  this.timeout(120_000);
  const fastly = fastlyOfEachTest();
  after(removeProjects);

  /** A deployed stack, whose next run has to fail without a change. */
  async function deployed(outputs: (edge: ComputeService) => object | undefined) {
    const directory = makeProject({ "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM });
    let args: Partial<ComputeServiceArgs> = {};
    const run = open(
      engine,
      async () => outputs(new ComputeService("edge", { directory: join(directory, "app"), ...args })),
      fastly,
      directory,
    );
    const first = await run("up");
    assert.deepEqual(first, { ok: true, errors: {} });
    const before = fastly.services();
    return {
      directory,
      async failsWith(next: Partial<ComputeServiceArgs>) {
        args = next;
        fastly.clearRequests();
        const preview = await run("preview");
        const up = await run("up");
        const writes = fastly.requests.filter(({ method }) => method !== "GET");
        assert.deepEqual(
          writes.map(({ method, path }) => `${method} ${path}`),
          [],
        );
        assert.deepEqual(fastly.services(), before);
        assert.deepEqual([preview.ok, up.ok], [false, false]);
        assert.deepEqual(preview.errors, up.errors);
        return up.errors;
      },
    };
  }

  /** The real engine adds why the program has ended. The embedded one has no event for that. */
  const ended = (problem: string) => (engine === "pulumi" ? { "": [`One or more errors occurred: ${problem}`] } : {});

  for (const [what, outputs] of [
    ["none of the service's outputs", () => undefined],
    ["the service's outputs", (edge: ComputeService) => ({ ...edge })],
  ] as const) {
    it(`that returns ${what} does not change the service when its build fails`, async () => {
      const { directory, failsWith } = await deployed(outputs);
      const { message, problem } = scriptError("build-failed", {
        subject: `The build of ${directory}/app/fastly.toml`,
        command: "exit 3",
        how: "exited with code 3",
        lines: [],
        directory: `${directory}/app`,
      });
      assert.deepEqual(await failsWith({ build: { command: "exit 3" } }), {
        [COMPONENT]: [message],
        ...ended(problem),
      });
    });
  }

  it("reports the reason of a failed first run once, even if other resources wait for the package", async () => {
    const directory = makeProject({ "app/fastly.toml": MANIFEST });
    const args = { directory: join(directory, "app"), build: { command: "exit 3" }, kvStores: { a: {}, b: {} } };
    const run = open(engine, async () => ({ ...new ComputeService("edge", args) }), fastly, directory);
    for (const operation of ["preview", "up"] as const) {
      const { ok, errors } = await run(operation);
      assert.equal(ok, false);
      const { [COMPONENT]: own, "": last = [], ...others } = errors;
      assert.match(own?.join("\n") ?? "", /^The build of \S+ failed: "exit 3" exited with code 3\. It printed nothing/);
      assert.deepEqual(others, {});
      assert.equal(last.join("\n").split("The build of").length, engine === "pulumi" ? 2 : 1);
      assert.doesNotMatch(last.join("\n"), /This component was not deployed/);
    }
  });

  it("deploys its package once, also when the provider runs in another directory", async () => {
    const directory = makeProject({ "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM });
    const program = () => ({ ...new ComputeService("edge", { directory: join(directory, "app") }) });
    const before = process.cwd();
    try {
      const run = open(engine, program, fastly, directory, true);
      for (const operation of ["preview", "up"] as const) {
        assert.deepEqual(await run(operation), { ok: true, errors: {} });
      }
      assert.equal(fastly.deployed("shop").activeVersion, 1);
      fastly.clearRequests();
      assert.deepEqual(await run("up"), { ok: true, errors: {} });
      assert.deepEqual(
        fastly.requests.filter(({ method }) => method !== "GET"),
        [],
      );
    } finally {
      process.chdir(before);
    }
  });

  it("does not change the service when a rollback fails", async () => {
    const { failsWith } = await deployed(() => undefined);
    const errors = await failsWith({ package: { fromHash: "0".repeat(128) } });
    assert.match(errors[COMPONENT]?.join() ?? "", /^The package 000000000000… is not in \.fastly-compute\/packages /);
  });
});
