import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { corpus } from "./corpus";
import { misbehaviour, mutated, random } from "./mutate";

const RUNS = process.env.TEST_LONG ? 100_000 : 1_000;

/** Enough for the compiler and for one manifest, not for anything that grows with their number. */
const MEGABYTES = 192;

const EXAMPLE = `manifest_version = 3
name = "edge"
authors = ["me@example.com"]
service_id = "" # none yet
[scripts]
build = "npm run build"
[setup.backends."api.example.com"]
address = "api.example.com"
port = 443
[setup.config_stores.config.items]
key = { value = "v" }
[[local_server.kv_stores.store]]
key = "a"
data = """
[setup]
"""
`;

describe("a mutated manifest", () => {
  it(`is read, or refused with a line and a remedy: ${RUNS} mutations of an example`, () => {
    const next = random(20_26);
    for (let run = 0; run < RUNS; run++) {
      const text = mutated([EXAMPLE], next);
      assert.equal(misbehaviour(text), undefined, text);
    }
  }).timeout(RUNS * 20);

  it(`is read or refused with limited memory: ${RUNS} mutations of real manifests`, function () {
    corpus(this);
    const { status, stderr } = spawnSync(
      process.execPath,
      [`--max-old-space-size=${MEGABYTES}`, "-r", "tsx/cjs", "-e", MUTATE_CORPUS],
      { cwd: resolve(__dirname, "../.."), encoding: "utf8" },
    );
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  }).timeout(RUNS * 20);
});

const MUTATE_CORPUS = `
const { corpus } = require("./tests/manifest/corpus.ts");
const { misbehaviour, mutated, random } = require("./tests/manifest/mutate.ts");
const texts = [...corpus().values()];
const next = random(42);
for (let run = 0; run < ${RUNS}; run++) {
  const text = mutated(texts, next);
  const wrong = misbehaviour(text);
  if (wrong) throw new Error(wrong + ": " + JSON.stringify(text));
}
`;
