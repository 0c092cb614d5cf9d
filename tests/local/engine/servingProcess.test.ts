import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { startHostedProgram } from "../../../local/engine/language/host";
import { providerSchema } from "../../../local/engine/language/providerSchema";
import { makeProject, removeProjects } from "../../support/project";
import "../../support/ownState";

const service = (proto: string, name: string) =>
  `require(${JSON.stringify(require.resolve(`@pulumi/pulumi/proto/${proto}_grpc_pb`))}).${name}`;
const messages = (proto: string) => `require(${JSON.stringify(require.resolve(`@pulumi/pulumi/proto/${proto}_pb`))})`;

/** The code of a process that serves this, and prints its port and then a line. */
const serving = (definition: string, implementation: string) => `
  const { Server, ServerCredentials } = require(${JSON.stringify(require.resolve("@grpc/grpc-js"))});
  const server = new Server({ "grpc.max_send_message_length": 100_000_000 });
  server.addService(${definition}, ${implementation});
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, port) => console.log(port + "\\nserves"));`;

const SCHEMA_BYTES = 8_000_000;
const PROVIDER = serving(
  service("provider", "ResourceProviderService"),
  `{ getSchema: (call, answer) => {
      const response = new (${messages("provider")}).GetSchemaResponse();
      answer(null, response.setSchema("s".repeat(${SCHEMA_BYTES})));
    } }`,
);
const host = (answered: string) =>
  serving(service("language", "LanguageRuntimeService"), `{ run: (call, answer) => { ${answered} } }`);
const RESPONSE = `new (${messages("language")}).RunResponse()`;

const PROGRAM = {
  ...{ program: ".", project: "shop", stack: "dev", organization: "acme", config: {}, secretConfigKeys: [], env: {} },
  ...{ parallel: 1, dryRun: false, address: "127.0.0.1:1", typescript: undefined },
};

describe("a process that serves", () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
    removeProjects();
  });

  /** Puts a command with this code on PATH. */
  function install(name: string, code: string): void {
    const directory = makeProject({ [name]: `#!${process.execPath}\n${code}\n` });
    chmodSync(join(directory, name), 0o755);
    process.env.PATH = [directory, PATH].join(delimiter);
  }

  function hosted(code: string) {
    install("pulumi-language-fake", code);
    const lines: string[] = [];
    const options = { ...PROGRAM, onOutput: (line: string) => void lines.push(line) };
    return { ...startHostedProgram({ name: "fake", root: makeProject({}) }, "127.0.0.1:2", options), lines };
  }

  it("gives the schema of a provider, which has several megabytes", async () => {
    install("pulumi-resource-fake", PROVIDER);
    assert.equal((await providerSchema("fake"))?.length, SCHEMA_BYTES);
  });

  it("is named when it ends before it serves", async () => {
    install("pulumi-resource-fake", 'console.log("no memory");');
    await assert.rejects(providerSchema("fake"), /pulumi-resource-fake did not start\nno memory$/);
  });

  it("runs a program, and prints the lines of the program", async () => {
    const { ended, lines } = hosted(host(`answer(null, ${RESPONSE})`));
    assert.deepEqual(await ended, { exitCode: 0 });
    assert.deepEqual(lines, ["serves"]);
  });

  const ends: [title: string, answered: string, end: object][] = [
    ["of the program's error", `answer(null, ${RESPONSE}.setError("no such store"))`, { error: "no such store" }],
    ["of a failed call", 'answer({ code: 2, details: "no python" })', { error: "no python" }],
  ];
  for (const [title, answered, end] of ends) {
    it(`gives the words ${title}`, async () => {
      assert.deepEqual(await hosted(host(answered)).ended, { exitCode: 1, ...end });
    });
  }

  it("fails the program when it ends before it", async () => {
    const { exitCode, error } = await hosted(host("process.exit()")).ended;
    assert.equal(exitCode, 1);
    assert.ok(error);
  });
});
