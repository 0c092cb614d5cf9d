import assert from "node:assert/strict";
import { LocalFastly } from "../../../sdk/local";
import { deploy, deployVersion, goWasm, needsViceroy } from "../../support/edge";
import { removeProjects } from "../../support/project";

describe("smoke", () => {
  before(needsViceroy);
  after(removeProjects);
  it("answers", async function () {
    const lines: string[] = [];
    const fastly = await LocalFastly.start({ edge: { log: (line) => lines.push(line) } });
    const wasm = goWasm("one\n") ?? this.skip();
    const id = await deploy(fastly, "shop", { domain: "shop.example.com", wasm });
    console.time("first");
    const answer = await fastly.fetch("https://shop.example.com/x");
    console.timeEnd("first");
    assert.equal(await answer.text(), "one\n");
    await deployVersion(fastly, id, goWasm("two\n") as Buffer);
    console.time("2");
    assert.equal(await (await fastly.fetch("https://shop.example.com/x")).text(), "two\n");
    console.timeEnd("2");
    console.log(lines);
    console.time("stop");
    await fastly.stop();
    console.timeEnd("stop");
  });
});
