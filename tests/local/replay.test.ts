import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LocalFastly } from "../../sdk/local/api";
import { embeddedStack } from "../../sdk/local/engine";
import { fastlyProvider } from "../../sdk/local/provider";
import { assertContents, assertRun, assertState } from "./replay/compare";
import { makeLiveService, packageHashes, packages } from "./replay/packages";
import { readRecording, recordedIds, scenarios } from "./replay/recording";

describe("the embedded engine does what the real engine and provider were recorded doing", () => {
  const running = new Map<string, Promise<void>>();
  const start = (scenario: string | undefined): Promise<void> | undefined => {
    if (scenario === undefined) return undefined;
    const run = running.get(scenario) ?? replay(scenario);
    running.set(scenario, run);
    return run;
  };

  after(() => Promise.allSettled(running.values()));

  for (const [index, scenario] of scenarios.entries()) {
    // Each step waits for a program in another process, so two scenarios go side by side.
    it(scenario, async () => {
      const run = start(scenario);
      void start(scenarios[index + 1])?.catch(() => {});
      await run;
    });
  }
});

async function replay(scenario: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "replay-"));
  const recording = readRecording(scenario, packageHashes);
  const api = await LocalFastly.start({ newId: recordedIds(recording) });
  try {
    for (const [path, content] of Object.entries(packages)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    if (scenario === "adopt") await makeLiveService(api);
    const stepFile = join(directory, "step.json");
    const stack = embeddedStack({
      program: join(__dirname, "replay/program.js"),
      project: "rec",
      stack: scenario,
      config: { "fastly:baseUrl": api.url },
      secretConfig: { "fastly:apiKey": api.token },
      stateFile: join(directory, "state.json"),
      providers: { fastly: () => fastlyProvider({ programDirectory: directory, env: {} }) },
      env: { REPLAY_STEP: stepFile },
    });
    for (const [index, step] of recording.steps.entries()) {
      await writeFile(stepFile, JSON.stringify(step.resources));
      for (const { m, re, n } of step.faults) {
        api.inject({ method: m, path: new RegExp(re), times: n, fault: { status: 500 } });
      }
      api.clearRequests();
      const result = await stack[step.op]();
      try {
        assertRun(step, result, api.requests);
        assertState(step.state, (await stack.exportState()).resources);
      } catch (error) {
        (error as Error).message = `step ${index + 1} (${step.op} ${step.note}): ${(error as Error).message}`;
        throw error;
      }
    }
    assertContents(recording.api, api);
  } finally {
    await api.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
