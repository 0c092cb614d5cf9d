import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passphraseEncryption } from "../../../local/engine/encryption";
import { openJournal } from "../../../local/engine/journal";
import { type Checkpoint, openStateFile } from "../../../local/engine/stateFile";
import type { StoredResource } from "../../../local/engine/storedResource";
import { Secret } from "../../../local/engine/value";

function resource(urn: string, more: Partial<StoredResource> = {}): StoredResource {
  return {
    ...{ urn, type: "t", custom: true, inputs: {}, outputs: {}, dependencies: [], propertyDependencies: {} },
    ...more,
  };
}

describe("the journal", () => {
  it("writes an operation before it begins, and its end before it is reported", async () => {
    const written: Checkpoint[] = [];
    const journal = openJournal([], [], { write: async (checkpoint) => void written.push(checkpoint) });
    const operation = await journal.begin("creating", resource("a"));
    assert.deepEqual(written.at(-1), { resources: [], pending: [{ type: "creating", resource: resource("a") }] });
    await journal.end(operation, { add: resource("a", { id: "1" }) });
    assert.deepEqual(written.at(-1), { resources: [resource("a", { id: "1" })], pending: [] });
  });

  it("shares one write between changes made during another write", async () => {
    let writes = 0;
    const journal = openJournal([], [], {
      write: async () => {
        writes++;
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    await Promise.all(Array.from({ length: 100 }, (_, index) => journal.begin("creating", resource(`r${index}`))));
    assert.ok(writes <= 2, `${writes} writes`);
  });

  it("writes nothing for resources that stay as they are", async () => {
    const old = resource("a");
    const journal = openJournal([old], [], { write: async () => assert.fail("written") });
    await journal.end(undefined, { add: old, replace: [[old, undefined]] });
    assert.deepEqual(journal.resources(), [old]);
    assert.deepEqual(journal.remaining(), []);
  });

  it("updates the references to a renamed resource", async () => {
    const old = resource("old");
    const dependent = resource("b", { dependencies: ["old"], parent: "old", propertyDependencies: { x: ["old"] } });
    const journal = openJournal([old, dependent], [], undefined);
    await journal.end(undefined, {
      add: resource("new"),
      replace: [[old, undefined]],
      renamed: { from: "old", to: "new" },
    });
    assert.deepEqual(journal.resources(), [
      resource("new"),
      resource("b", { dependencies: ["new"], parent: "new", propertyDependencies: { x: ["new"] } }),
    ]);
  });
});

describe("the state file", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "state-file-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("is Pulumi's deployment version 3, and returns what was written, with encrypted secrets", async () => {
    const path = join(directory, "deep", "state.json");
    const checkpoint: Checkpoint = {
      resources: [resource("a", { inputs: { list: [new Secret({ k: "hunter2" })] }, protect: true, id: "1" })],
      pending: [{ type: "updating", resource: resource("b", { outputs: { s: new Secret("swordfish") } }) }],
    };
    await openStateFile(path, "pass").write(checkpoint);
    const text = readFileSync(path, "utf8");
    assert.doesNotMatch(text, /hunter2|swordfish/);
    const { version, deployment } = JSON.parse(text) as { version: number; deployment: Record<string, unknown> };
    assert.equal(version, 3);
    assert.deepEqual(Object.keys(deployment), [
      "manifest",
      "secrets_providers",
      "resources",
      "pending_operations",
      "metadata",
    ]);
    assert.deepEqual(openStateFile(path, "pass").initial, checkpoint);
    assert.throws(() => openStateFile(path, "other"), /The passphrase does not open the stack's state/);
  });

  it("with other content is refused by its path", () => {
    assert.throws(
      () => openStateFile(__filename, ""),
      /journal\.test\.ts is not a state file of the local engine: .*\[state-unfit\]/,
    );
  });

  it("encrypts equal secrets differently and refuses a changed ciphertext", () => {
    const { encrypt, decrypt, salt } = passphraseEncryption("pass");
    assert.notEqual(encrypt("x"), encrypt("x"));
    const ciphertext = passphraseEncryption("pass", salt).encrypt("x");
    assert.equal(decrypt(ciphertext), "x");
    assert.throws(() => decrypt(`${ciphertext.slice(0, -4)}AAAA`));
  });
});
