import assert from "node:assert/strict";

/** A step of a GitHub workflow. */
export interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
  shell?: string;
  env?: Record<string, string>;
  "working-directory"?: string;
}

/** The actions in documents and examples, with the inputs that they accept. */
const ACTIONS: Record<string, readonly string[]> = {
  "actions/checkout@v4": ["fetch-depth", "ref"],
  "actions/setup-node@v4": ["node-version", "cache", "cache-dependency-path"],
  "actions/upload-artifact@v4": ["name", "path", "if-no-files-found", "overwrite", "retention-days"],
  "pulumi/actions@v6": [],
};

const STEP_KEYS = ["name", "id", "if", "uses", "with", "run", "shell", "env", "working-directory"];

/** Checks that GitHub would understand these steps. */
export function checkSteps(steps: unknown): asserts steps is Step[] {
  assert.ok(Array.isArray(steps) && steps.length > 0, "steps are a list");
  for (const step of steps as Step[]) {
    const unknown = Object.keys(step).filter((key) => !STEP_KEYS.includes(key));
    assert.deepEqual(unknown, [], `unknown keys of ${JSON.stringify(step)}`);
    assert.notEqual(step.uses === undefined, step.run === undefined, "a step has either `uses` or `run`");
    if (step.uses !== undefined) {
      const inputs = ACTIONS[step.uses];
      assert.ok(inputs, `${step.uses} is not among the known actions: tests/support/workflow.ts`);
      assert.deepEqual(
        Object.keys(step.with ?? {}).filter((input) => !inputs.includes(input)),
        [],
        `unknown inputs of ${step.uses}`,
      );
    }
  }
}
