import "../../support/ownState";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { readStackConfig, type StackConfig } from "../../../local/cli/config";
import { type Invocation, parseInvocation } from "../../../local/cli/invocation";
import { findProject } from "../../../local/cli/project";
import { getConfig, listConfig, setConfig } from "../../../local/cli/stackCommands";

describe("a stack's configuration", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-config-"));
    write("Pulumi.yaml", "name: hello\nruntime: nodejs\n");
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function write(name: string, text: string): void {
    writeFileSync(join(directory, name), text);
  }

  function read(...args: string[]): StackConfig {
    return readStackConfig(findProject(directory), parseInvocation(["up", ...args]) as Invocation);
  }

  for (const key of ['edge["api', 'edge["api\\"]', "edge.", 'fastly-compute:["a:b"].x']) {
    it(`has no value at ${key}, which Pulumi cannot read`, () => {
      assert.throws(() => read("--config-path", "--config", `${key}=v`), /\[configuration-path-unfit\]/);
    });
  }

  it("comes from the command line first, then from the stack's file, then from the project's defaults", () => {
    write(
      "Pulumi.yaml",
      "name: hello\nruntime:\n  name: nodejs\nconfig:\n  a: 1\n  b:\n    type: string\n    default: default-b\n  other:c:\n    value: c\n  d:\n    type: string\n",
    );
    write("Pulumi.dev.yaml", "config:\n  hello:b: from-file\n  hello:on: true\n  hello:day: 2026-01-02\n");
    assert.deepEqual(read("--config", "a=given"), {
      config: {
        "hello:a": "given",
        "hello:b": "from-file",
        "other:c": "c",
        "hello:on": "true",
        "hello:day": "2026-01-02",
      },
      secretConfig: {},
    });
    assert.equal(read("--stack", "prod").config["hello:b"], "default-b");
  });

  it("keeps structured values as JSON", () => {
    write(
      "Pulumi.dev.yaml",
      "config:\n  fastly-compute:edge:\n    backends:\n      api:\n        address: a.example.com\n        port: 443\n    domains: [x, y]\n",
    );
    assert.deepEqual(JSON.parse(read().config["fastly-compute:edge"] ?? ""), {
      backends: { api: { address: "a.example.com", port: 443 } },
      domains: ["x", "y"],
    });
  });

  it("takes paths into structured values with --config-path", () => {
    write("Pulumi.dev.yaml", "config:\n  fastly-compute:edge:\n    backends:\n      api:\n        address: a\n");
    const { config, secretConfig } = read(
      "--config-path",
      "-c",
      "fastly-compute:edge.backends.api.port=8443",
      "-c",
      'fastly-compute:edge.dictionaries["my words"].items[0]=x=y',
      "--secret",
      "fastly-compute:edge-secrets.logEndpoints.access.token=T",
    );
    assert.deepEqual(JSON.parse(config["fastly-compute:edge"] ?? ""), {
      backends: { api: { address: "a", port: 8443 } },
      dictionaries: { "my words": { items: ["x=y"] } },
    });
    assert.deepEqual(secretConfig, {
      "fastly-compute:edge-secrets": '{"logEndpoints":{"access":{"token":"T"}}}',
    });
  });

  it("keeps a whole value secret when a part of it is secret", () => {
    write("Pulumi.dev.yaml", "config:\n  hello:edge:\n    a: 1\n");
    const { config, secretConfig } = read("--config-path", "--secret", "edge.b=2", "-c", "plain=x");
    assert.deepEqual(config, { "hello:plain": "x" });
    assert.deepEqual(secretConfig, { "hello:edge": '{"a":1,"b":2}' });
  });

  it("refuses a setting without a value, and does not repeat a secret one", () => {
    assert.throws(() => read("-c", "novalue"), {
      message:
        'Expected --config to be KEY=VALUE but got "novalue" [setting-unfit]\nWrite it like this: --config hello:greeting=hello',
    });
    assert.throws(() => read("--secret", "CANARY"), {
      message: "Expected --secret to be KEY=VALUE [setting-unfit]\nWrite it like this: --secret hello:greeting=hello",
    });
  });

  it("appears in JSON as pulumi prints it, with secrets hidden by default", () => {
    write("Pulumi.dev.yaml", "config:\n  hello:list: [1, a]\n  hello:plain: yes it is\n");
    const told = (...args: string[]) => {
      const invocation = parseInvocation(args) as Invocation;
      const project = findProject(directory);
      return JSON.parse(args[1] === "get" ? getConfig(invocation, project) : listConfig(invocation, project));
    };
    const set = ["config", "set", "--secret", "token", "CANARY"];
    setConfig(parseInvocation(set) as Invocation, findProject(directory));
    const list = { value: '[1,"a"]', objectValue: [1, "a"], secret: false };
    const plain = { value: "yes it is", secret: false };
    assert.deepEqual(told("config", "--json"), {
      "hello:list": list,
      "hello:plain": plain,
      "hello:token": { secret: true },
    });
    assert.deepEqual(told("config", "--json", "--show-secrets")["hello:token"], { value: "CANARY", secret: true });
    assert.deepEqual(told("config", "get", "--json", "list"), list);
    assert.deepEqual(told("config", "get", "--json", "token"), { value: "CANARY", secret: true });
    const shown = listConfig(parseInvocation(["config", "--show-secrets"]) as Invocation, findProject(directory));
    assert.match(shown, /^hello:token {2}CANARY$/m);
  });
});
