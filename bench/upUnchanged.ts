import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../local/index";
import { inTemporary, pause, sideBySide, timed, type Work, writeWasm } from "./support";
import { mustUp, programByHand, programStack } from "./supportStack";

const MANIFEST = `manifest_version = 3
name = "hello"
language = "other"
[setup.backends.origin]
address = "http-me.fastly.dev"
[setup.dictionaries.words.items.greeting]
value = "Hello"
[setup.log_endpoints.access]
provider = "HTTPS"
`;

const OURS = `const { ComputeService } = require("pulumi-fastly-compute");
const hello = new ComputeService("hello", { directory: "./app", package: { path: "main.wasm" },
  logEndpoints: { access: { https: { url: "https://logs.example.com/hello" } } } });
exports.url = hello.url;
exports.hash = hello.packageHash;
`;

const byHand = (filename: string, hash: string) => `const fastly = require("@pulumi/fastly");
const host = "http-me.fastly.dev";
const hello = new fastly.ServiceCompute("hello", { name: "by-hand", forceDestroy: true,
  domains: [{ name: "by-hand.edgecompute.app" }],
  backends: [{ name: "origin", address: host, port: 443, useSsl: true, sslCertHostname: host, sslSniHostname: host,
    overrideHost: host }],
  dictionaries: [{ name: "words" }],
  loggingHttps: [{ name: "access", url: "https://logs.example.com/hello" }],
  package: { filename: ${JSON.stringify(filename)}, sourceCodeHash: ${JSON.stringify(hash)} } });
new fastly.ServiceDictionaryItems("words", { serviceId: hello.id, manageItems: true,
  dictionaryId: hello.dictionaries.apply((dictionaries) => dictionaries[0].dictionaryId), items: { greeting: "Hello" } });
exports.url = hello.id;
`;

export const upUnchanged: Work = {
  name: "up-unchanged",
  goal: "≤ 1.1 ×",
  measure: () =>
    inTemporary(async (directory) => {
      const fastly = await LocalFastly.start();
      try {
        const app = join(directory, "ours/app");
        mkdirSync(app, { recursive: true });
        writeFileSync(join(app, "fastly.toml"), MANIFEST);
        writeWasm(join(app, "main.wasm"), 5);
        const ours = programStack(join(directory, "ours"), fastly, OURS);
        const first = await ours.up();
        if (!first.ok) {
          throw new Error(first.errors.join("\n"));
        }
        const source = byHand(join(app, "pkg/hello.tar.gz"), String(first.outputs.hash));
        const theirs = programByHand(join(directory, "theirs"), fastly, source);
        await mustUp(theirs);
        await pause(2100);
        const pair = () =>
          sideBySide(
            () => timed(() => mustUp(ours, ["same"])),
            () => timed(() => mustUp(theirs, ["same"])),
          );
        const plain = await pair();
        const program = join(directory, "ours/bin/index.js");
        writeFileSync(program, `require("pulumi-fastly-compute/fast");\n${OURS}`);
        const fast = await pair();
        const ratio = fast.ours / fast.peer;
        const note = `minima ${fast.minimumRatio.toFixed(2)}; without /fast ${(plain.ours / plain.peer).toFixed(2)}`;
        return { ours_ms: fast.ours, peer_ms: fast.peer, ratio, ok: ratio <= 1.1, note };
      } finally {
        await fastly.stop();
      }
    }),
};
