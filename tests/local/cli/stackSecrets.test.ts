import "../../support/ownState";
import assert from "node:assert/strict";
import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackConfig, type StackConfig } from "../../../local/cli/config";
import { type Invocation, parseInvocation } from "../../../local/cli/invocation";
import { findProject } from "../../../local/cli/project";

/** Encrypts like Pulumi's passphrase provider, in its form. */
const SALT = Buffer.from("saltsalt");
const KEY = pbkdf2Sync("correct horse", SALT, 1_000_000, 32, "sha256");
function seal(text: string): string {
  const nonce = Buffer.alloc(12, text.length);
  const cipher = createCipheriv("aes-256-gcm", KEY, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}
const FILE = `encryptionsalt: v1:${SALT.toString("base64")}:${seal("pulumi")}
config:
  fastly:apiKey:
    secure: ${seal("the-real-token")}
  hello:token:
    secure: ${seal("T")}
  hello:edge:
    deep:
      - "my key":
          secure: ${seal("D")}
    plain: 1
`;

describe("encrypted values of pulumi", () => {
  let directory: string;
  const before = { ...process.env };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-config-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: hello\nruntime: nodejs\n");
    writeFileSync(join(directory, "Pulumi.dev.yaml"), FILE);
    delete process.env.PULUMI_CONFIG_PASSPHRASE;
    delete process.env.PULUMI_CONFIG_PASSPHRASE_FILE;
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
    for (const name of ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"]) {
      delete process.env[name];
      if (before[name] !== undefined) {
        process.env[name] = before[name];
      }
    }
  });

  function read(...args: string[]): StackConfig {
    return readStackConfig(findProject(directory), parseInvocation(args) as Invocation);
  }
  const OPENED = {
    config: {},
    secretConfig: { "hello:token": "T", "hello:edge": '{"deep":[{"my key":"D"}],"plain":1}' },
  };

  it("are decrypted with the passphrase of the environment, except unneeded ones of fastly", () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "correct horse";
    assert.deepEqual(read("preview"), OPENED);
  });

  it("are decrypted with the passphrase of a file", () => {
    writeFileSync(join(directory, "phrase"), "correct horse\n");
    process.env.PULUMI_CONFIG_PASSPHRASE_FILE = join(directory, "phrase");
    assert.deepEqual(read("up"), OPENED);
  });

  it("are not decrypted with another passphrase", () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "wrong";
    assert.throws(
      () => read("up"),
      /values, which this passphrase does not decrypt: hello:token, hello:edge \[encrypted-values-closed\]\nGive the values /,
    );
  });

  it("cause an error that asks for each of them, without a passphrase, if the program runs", () => {
    for (const args of [["preview"], ["up"], ["destroy", "--run-program"]]) {
      assert.throws(() => read(...args), {
        message: `Pulumi.dev.yaml has encrypted values, which only pulumi can read: hello:token, hello:edge [encrypted-values-closed]
Give the values for this run: --secret 'hello:token=VALUE' --secret 'hello:edge=VALUE'
Or give the values for all runs on this machine. Run:
  pulumi config set --secret 'hello:token' <value>
  pulumi config set --secret --path 'hello:edge.deep[0]["my key"]' <value>
Or set PULUMI_CONFIG_PASSPHRASE to the passphrase that encrypted the values.`,
      });
    }
    for (const command of ["refresh", "destroy"]) {
      assert.deepEqual(read(command), { config: {}, secretConfig: {} });
    }
    const given = ["--config-path", "--secret", 'edge.deep[0]["my key"]=G', "--secret", "token=S"];
    assert.deepEqual(read("up", ...given).secretConfig, {
      "hello:token": "S",
      "hello:edge": '{"deep":[{"my key":"G"}],"plain":1}',
    });
  });

  it("are ignored when they are credentials of Fastly, because the local Fastly does not need them", () => {
    writeFileSync(join(directory, "Pulumi.dev.yaml"), "config:\n  fastly:apiKey:\n    secure: v1:AAAA:BBBB\n");
    assert.deepEqual(read("up"), { config: {}, secretConfig: {} });
  });
});
