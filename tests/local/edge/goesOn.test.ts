import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { LocalFastly } from "../../../local/index";
import { callApi, deploy, deployVersion } from "../../support/edge";
import { fakeViceroy, programWasm } from "../../support/fakeViceroy";
import { makeProject, removeProjects } from "../../support/project";

describe("a new version with the same program", () => {
  const { TMPDIR } = process.env;
  let fastly: LocalFastly;
  let temporary: string;
  before(async () => {
    const viceroy = fakeViceroy();
    temporary = makeProject({});
    process.env.TMPDIR = temporary;
    fastly = await LocalFastly.start({ edge: { viceroy, log: () => {} } });
  });
  after(async () => {
    await fastly.stop();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    removeProjects();
  });

  const runtimes = () => readdirSync(temporary).filter((name) => name.startsWith("fastly-compute-edge-"));
  const answer = async () => (await fastly.fetch("https://a.example.com/")).text();

  it("keeps the old runtime, and another program or backend starts a new one", async () => {
    const one = programWasm({ "*": { body: "one" } });
    await deploy(fastly, "a", { domain: "a.example.com", wasm: one });
    assert.equal(await answer(), "one");
    const first = runtimes();
    const { id } = fastly.service("a");
    await deployVersion(fastly, id, one);
    assert.equal(await answer(), "one");
    assert.deepEqual(runtimes(), first);

    await deployVersion(fastly, id, programWasm({ "*": { body: "two" } }));
    assert.equal(await answer(), "two");
    const second = runtimes().filter((each) => !first.includes(each));
    assert.equal(second.length, 1);

    const { number } = await callApi(fastly, "PUT", `/service/${id}/version/3/clone`);
    await callApi(fastly, "POST", `/service/${id}/version/${number}/backend`, { name: "api", address: "192.0.2.1" });
    await callApi(fastly, "PUT", `/service/${id}/version/${number}/activate`);
    assert.equal(await answer(), "two");
    assert.equal(runtimes().filter((each) => ![...first, ...second].includes(each)).length, 1);
  });
});
