import assert from "node:assert/strict";
import { renderMarkdown } from "../../local/index";
import { ComputeService } from "../../sdk";
import { localStack } from "../support/engines";
import { stackOfSuite } from "../support/suite";

const CANARY = "CANARY-hunter2";

describe("a secret at the wrong place of the configuration", function () {
  this.timeout(120_000);
  const test = stackOfSuite();

  for (const value of [
    { secretStores: { keys: CANARY } },
    { secretStores: CANARY },
    { secretStores: [CANARY] },
    { secretStores: { keys: { entries: CANARY } } },
    { secretStores: { keys: { entries: { TOKEN: [CANARY] } } } },
    { dictionaries: { settings: CANARY } },
    { dictionaries: { settings: { items: CANARY } } },
    { kvStores: { words: CANARY } },
    { kvStores: { words: { items: [CANARY] } } },
    { logEndpoints: { access: CANARY } },
    { logEndpoints: { access: { https: CANARY } } },
    { backends: { api: CANARY } },
    { products: CANARY },
  ]) {
    for (const isSecret of [true, false]) {
      it(`is refused without being shown: ${JSON.stringify(value)}, ${isSecret ? "as a secret" : "in plain"}`, async () => {
        const config = { "fastly-compute:edge": JSON.stringify(value) };
        const program = async () => void new ComputeService("edge", { directory: test.directory });
        const { fastly } = test;
        const result = await localStack({ program, fastly, [isSecret ? "secretConfig" : "config"]: config }).preview();
        const told = result.errors.join("\n");
        assert.equal(result.ok, false);
        assert.match(
          told,
          /Expected \[\w[\w.[\]]*\] to be an? \w+ but got an? [\w ]+ \[argument-[\w-]+\]\n {2}Correct the value in the stack's configuration/,
        );
        assert.doesNotMatch(told + renderMarkdown(result), /CANARY/);
      });
    }
  }
});
