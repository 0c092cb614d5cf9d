import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { LogTail } from "../../../local/api/logTail";
import { LocalFastly } from "../../../local/index";
import { callApi, deploy } from "../../support/edge";
import { fakeViceroy, programWasm } from "../../support/fakeViceroy";
import { fastlyBinary } from "../../support/fastlyCli";
import { makeProject, removeProjects } from "../../support/project";

describe("printed lines of programs", () => {
  it("are grouped by second once a service is tailed, and only the last thousand are kept", () => {
    const tail = new LogTail();
    tail.add("a", "stdout", "before", 5_000);
    assert.equal(tail.batch("a", 0, 10), undefined);
    assert.deepEqual([tail.enable("a"), tail.enable("a")], [true, false]);
    assert.equal(tail.batch("a", 0, 10), "");
    for (let index = 0; index < 1_500; index++) {
      tail.add("a", index % 2 === 0 ? "stdout" : "stderr", `line ${index}`, 5_000 + index);
    }
    const { batch_id, logs } = JSON.parse(tail.batch("a", 6, 7) ?? "");
    assert.match(batch_id, /^[\da-f-]{36}$/);
    assert.deepEqual([logs.length, logs[0].message, logs.at(-1).sequence_number], [500, "line 1000", 500]);
    assert.deepEqual([logs[1].stream, logs[1].request_start_us], ["stderr", 6_001_000]);
    assert.equal(JSON.parse(tail.batch("a", 0, 10) ?? "").logs.length, 1_000);
    tail.disable("a");
    assert.equal(tail.batch("a", 0, 10), undefined);
  });
});

describe("fastly log-tail", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("shows what the program prints, and not what it logs to endpoints", async function () {
    const binary = fastlyBinary();
    if (binary === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      return this.skip();
    }
    const fastly = await LocalFastly.start({ edge: { viceroy: fakeViceroy(), log: () => {} } });
    try {
      const prints = { body: "x", prints: { stdout: "access :: to an endpoint\nhello", stderr: "oh no" } };
      const id = await deploy(fastly, "shop", { domain: "shop.example.com", wasm: programWasm({ "*": prints }) });
      await fastly.settled(id);
      const home = makeProject({});
      const child = spawn(binary, ["log-tail", "--service-id", id], {
        env: {
          PATH: process.env.PATH,
          HOME: home,
          XDG_CONFIG_HOME: home,
          FASTLY_API_ENDPOINT: fastly.url,
          FASTLY_ACCOUNT_ENDPOINT: fastly.url,
          FASTLY_API_TOKEN: fastly.token,
        },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const seen: string[] = [];
      try {
        for await (const line of createInterface({ input: child.stdout })) {
          if (line.includes("Managed logging enabled")) {
            await (await fastly.fetch("https://shop.example.com/")).text();
          }
          const [, text] = /^\s*(std\w+ \| \w{8} \| .*)$/.exec(line) ?? [];
          seen.push(...(text === undefined ? [] : [text.replace(/\| \w{8} \|/, "|")]));
          if (seen.length === 2) break;
        }
      } finally {
        child.kill("SIGKILL");
      }
      assert.deepEqual(seen.sort(), ["stderr | oh no", "stdout | hello"]);
      await assert.rejects(
        callApi(fastly, "POST", `/service/${id}/log_stream/managed/instance_output`),
        /409 .*Compute Log Tailing has already been enabled/,
      );
    } finally {
      await fastly.stop();
    }
  });
});
