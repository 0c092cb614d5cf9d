import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type IdKind, LocalFastly } from "../../local/api";
import { embeddedStack } from "../../local/engine";
import { fastlyProvider } from "../../local/provider";
import { assertContents, assertRun, assertState } from "./replay/compare";
import { lacking } from "./replay/lacking";
import { applyPokes, lockStaged, makeLiveService, registerClassic } from "./replay/outside";
import { packageHashes, packages } from "./replay/packages";
import { declareStep } from "./replay/program";
import { readRecording, recordedIds, scenarios, sdkVersion, titleOf } from "./replay/recording";

describe("the local engine repeats what the real engine and provider were recorded doing", () => {
  for (const scenario of scenarios) {
    it(titleOf(scenario), async function () {
      const lacks = lacking(scenario);
      if (lacks.length > 0) {
        console.log(`      skipped: the local engine does not have ${lacks.join(", ")}`);
        this.skip();
      }
      await replay(scenario);
    });
  }
});

async function replay(scenario: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "replay-"));
  const recording = readRecording(scenario, packageHashes);
  const ids = recordedIds(recording);
  let given: string | undefined;
  const api = await LocalFastly.start({
    newId: (kind: IdKind) => given ?? ids(kind),
    edge: false,
    deletesLinked: true,
  });
  try {
    for (const [path, content] of Object.entries(packages)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    const made = async (id: string, make: () => Promise<unknown>) => {
      given = id;
      await make();
      given = undefined;
    };
    await makeLiveService(recording, api, made);
    let declare: () => void = () => {};
    const stack = embeddedStack({
      program: async () => {
        declare();
        return undefined;
      },
      project: "rec",
      stack: recording.scenario,
      config: { "fastly:baseUrl": api.url },
      secretConfig: { "fastly:apiKey": api.token },
      stateFile: join(directory, "state.json"),
      providers: { fastly: (version) => fastlyProvider({ version, programDirectory: directory, env: {} }) },
    });
    for (const [index, step] of recording.steps.entries()) {
      declare = () => declareStep(step, sdkVersion(scenario, step));
      await applyPokes(step.poke, api, made);
      for (const { m, re, n, code = 500 } of step.faults) {
        api.inject({ method: m, path: new RegExp(re), times: n, fault: { status: code } });
      }
      api.clearRequests();
      const result = await (step.op === "up --refresh" ? stack.up({ refresh: true }) : stack[step.op]());
      try {
        assertRun(step, result, api.requests);
        assertState(step.state, (await stack.exportState()).resources);
      } catch (error) {
        (error as Error).message = `step ${index + 1} (${step.op} ${step.note}): ${(error as Error).message}`;
        throw error;
      }
      await lockStaged(api);
      await registerClassic(api);
    }
    assertContents(recording.api, api);
  } finally {
    await api.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
