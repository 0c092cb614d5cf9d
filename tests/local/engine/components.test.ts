import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { embeddedStack } from "../../../local/engine";
import { makeProject, removeProjects } from "../../support/project";

const ROOT = resolve(__dirname, "../../..");

/** A component package with this JavaScript as its entry, in its own directory. */
function makePackage(
  source: string,
  files: Record<string, string> = { "PulumiPlugin.yaml": "runtime: nodejs\n" },
): string {
  const directory = makeProject({
    ...files,
    "package.json": JSON.stringify({ name: "greetings", version: "1.2.3", main: "index.js" }),
    "index.js": source,
  });
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(join(ROOT, "node_modules/@pulumi"), join(directory, "node_modules/@pulumi"), "junction");
  return directory;
}

/** Serves the provider by the SDK's own server. */
function serving(provider: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
class Greeting extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("greetings:index:Greeting", name, {}, opts);
    this.text = pulumi.output(args.whom).apply((whom) => "Hello, " + whom);
    this.registerOutputs({ text: this.text });
  }
}
pulumi.provider.main(${provider}, process.argv.slice(2));`;
}

const GREETINGS = serving(`{
  version: "1.2.3",
  async construct(name, type, inputs, options) {
    const { urn, text } = new Greeting(name, inputs, options);
    return { urn, state: { text, where: process.cwd(), project: pulumi.getProject(), dryRun: pulumi.runtime.isDryRun() } };
  },
  async call(token, { __self__, greeting, whom }) {
    if (!token.endsWith("/greet")) throw new Error("unknown method " + token);
    const text = pulumi.all([greeting, whom, __self__]).apply((all) => all.join(" ") + (pulumi.runtime.isDryRun() ? "?" : "!"));
    return { outputs: { text } };
  },
}`);

class Remote extends pulumi.ComponentResource {
  constructor(type: string, name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions = {}) {
    super(
      type,
      name,
      { text: undefined, where: undefined, project: undefined, dryRun: undefined, ...args },
      opts,
      true,
    );
  }
}

function stackOf(program: () => object | undefined, packages: Record<string, string>) {
  const strict = true;
  const stateFile = join(makeProject({}), "state.json");
  return embeddedStack({ program, project: "proj", stack: "dev", stateFile, providers: {}, packages, strict });
}

const greeting = (opts?: pulumi.ComponentResourceOptions) => () =>
  new Remote("greetings:index:Greeting", "hi", { whom: pulumi.secret("Ada") }, opts);

describe("components of packages in the local engine", () => {
  after(removeProjects);

  it("are created by the package's process, in the program's directory, and return their outputs", async () => {
    const parent = "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev";
    const stack = stackOf(greeting(), { greetings: makePackage(GREETINGS) });
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);
    assert.deepEqual(JSON.parse(JSON.stringify(outputs)), {
      urn: "urn:pulumi:dev::proj::greetings:index:Greeting::hi",
      text: "[secret]",
      where: process.cwd(),
      project: "proj",
      dryRun: false,
      whom: "[secret]",
    });
    const { resources } = await stack.exportState();
    assert.deepEqual(
      resources.map((resource) => [resource.type, resource.parent, resource.outputs.text]),
      [
        ["pulumi:pulumi:Stack", undefined, "Hello, Ada"],
        ["greetings:index:Greeting", parent, "Hello, Ada"],
      ],
    );
  });

  it("have methods, which run in that process", async () => {
    const packages = { greetings: makePackage(GREETINGS) };
    const calling = (method: string) => () => {
      const greeting = new Remote("greetings:index:Greeting", "hi", { whom: "Ada" });
      const args = { __self__: greeting, greeting: pulumi.secret("Bye"), whom: greeting.urn.apply(() => "Bob") };
      const answer = pulumi.runtime.call<{ text: string }>(`greetings:index:Greeting/${method}`, args, greeting);
      return { isSecret: pulumi.isSecret(answer), text: pulumi.unsecret(answer).text };
    };
    const { errors, outputs } = await stackOf(calling("greet"), packages).up();
    assert.deepEqual(errors, []);
    const urn = "urn:pulumi:dev::proj::greetings:index:Greeting::hi";
    assert.deepEqual(outputs, { isSecret: true, text: `Bye Bob ${urn}!` });
    const failed = await stackOf(calling("shout"), packages).preview();
    assert.match(failed.errors.join(), /unknown method greetings:index:Greeting\/shout/);
  });

  it("fail the run with the package's error", async () => {
    const failing = serving('{ version: "1.2.3", construct: async () => { throw new Error("nobody to greet"); } }');
    const { errors } = await stackOf(greeting(), { greetings: makePackage(failing) }).preview();
    assert.deepEqual(errors, [
      "greetings:index:Greeting resource 'hi' has a problem: nobody to greet",
      "preview failed",
    ]);
  });

  it("are refused when their package is unknown, invalid, or does not start", async () => {
    const none = makePackage("", {});
    const broken = makePackage('throw new Error("out \\x1b[90mof\\x1b[39m order");');
    for (const [packages, message] of [
      [
        {},
        /^The local engine does not know the package "greetings", .* \[component-package-unknown\]\nName its directory, .*packages: \{ "greetings": … \}/,
      ],
      [
        { greetings: none },
        /^There is no component package in .*: it has no PulumiPlugin\.yaml \[component-package-missing\]\n/,
      ],
      [
        { greetings: broken },
        /^The component package in .* did not start \[component-package-not-started\]\n[\s\S]*out of order/,
      ],
    ] as const) {
      const { errors } = await stackOf(greeting(), packages).preview();
      assert.equal(errors.length, 2);
      assert.match(errors[0] ?? "", message);
    }
  });

  it("refuse the option transforms, which the engine does not support", async () => {
    const transforms = [() => undefined];
    const { errors } = await stackOf(greeting({ transforms }), { greetings: makePackage(GREETINGS) }).preview();
    assert.match(
      errors[0] ?? "",
      /^The local engine does not support the `transforms` option of components of packages \[engine-lacks\]/,
    );
  });
});
