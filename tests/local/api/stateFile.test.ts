import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalFastly } from "../../../local/api";
import { ComputeError } from "../../../sdk/errors";
import { computeService, formClient, jsonClient, packageOf } from "./helpers";

describe("the state file", () => {
  let folder: string;
  let stateFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "local-fastly-"));
    stateFile = join(folder, "state.json");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("restores everything after a restart", async () => {
    const first = await LocalFastly.start({ stateFile });
    const form = formClient(first);
    const json = jsonClient(first);
    const id = await computeService(form);
    const { body: kv } = await json("POST /resources/stores/kv", { name: "kv" });
    await json(`PUT /resources/stores/kv/${kv.id}/keys/k`, Buffer.from([0, 255]));
    await form(`POST /service/${id}/version/1/resource`, { name: "kv", resource_id: kv.id });
    await form(`POST /service/${id}/version/1/logging/s3`, { name: "l" });
    await form(`PUT /service/${id}/version/1/activate`);
    const before = first.state();
    await first.stop();

    const second = await LocalFastly.start({ stateFile });
    assert.deepEqual(second.state(), before);
    assert.deepEqual(second.packageBytes(id, 1), packageOf());
    await second.stop();
  });

  it("gets the objects of the option `state` added to its lists", async () => {
    const first = await LocalFastly.start({ stateFile });
    await computeService(formClient(first));
    first.addCertificate(["one.example.com"]);
    const { tls, services } = first.state();
    await first.stop();

    const secret = { id: "s", name: "keys", created_at: "2026-01-01T00:00:00Z", secrets: [] };
    const name = "configuration";
    const state = { secretStores: [secret], tls, dns: undefined, tlsConfigurationName: name };
    const second = await LocalFastly.start({ stateFile, state });
    const joined = second.state();
    await second.stop();
    assert.deepEqual(joined.services, services);
    assert.deepEqual(joined.secretStores, [secret]);
    assert.deepEqual(joined.dns, []);
    assert.equal(joined.tlsConfigurationName, name);
    assert.deepEqual(
      joined.tls.certificates.map(({ domains }) => domains),
      [["one.example.com"]],
    );
  });

  it("is readable by its owner only, and has no other files beside it", async () => {
    const api = await LocalFastly.start({ stateFile });
    const id = await computeService(formClient(api));
    assert.equal((await stat(stateFile)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ["state.json", "state.json.lock", "state.json.packages"]);
    assert.equal((await readdir(`${stateFile}.packages`)).length, 1);
    await formClient(api)(`DELETE /service/${id}`);
    assert.deepEqual(await readdir(`${stateFile}.packages`), []);
    await api.stop();
  });

  it("is not rewritten by reads", async () => {
    const api = await LocalFastly.start({ stateFile });
    await computeService(formClient(api));
    const { ino } = await stat(stateFile);
    await formClient(api)("GET /service");
    await formClient(api)("GET /nope");
    assert.equal((await stat(stateFile)).ino, ino);
    await api.stop();
  });

  it("has each of many changes at once", async () => {
    const api = await LocalFastly.start({ stateFile });
    const names = Array.from({ length: 40 }, (_, i) => `store ${i}`);
    const form = formClient(api);
    await Promise.all(
      names.map(async (name) => {
        await form("POST /resources/stores/config", { name });
        const saved = JSON.parse(await readFile(stateFile, "utf8"));
        assert.ok(saved.configStores.some((s: { name: string }) => s.name === name));
      }),
    );
    await api.stop();
  });

  it("loses no acknowledged change when the process is killed", async function () {
    this.timeout(30_000);
    const program = `
      require("tsx/cjs");
      const { LocalFastly } = require("./local/api");
      LocalFastly.start({ stateFile: process.argv[1] }).then((api) => console.log(api.url));`;
    const child = spawn(process.execPath, ["-e", program, stateFile], {
      cwd: join(__dirname, "../../.."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [url] = await once(child.stdout, "data");
      const acknowledged: string[] = [];
      const writer = async (name: string) => {
        for (let i = 0; ; i++) {
          const body = new URLSearchParams({ name: `${name}${i}` });
          const headers = { "Fastly-Key": "x" };
          const target = `${String(url).trim()}/resources/stores/config`;
          const response = await fetch(target, { method: "POST", headers, body });
          assert.equal(response.status, 200);
          acknowledged.push(`${name}${i}`);
          if (acknowledged.length === 60) {
            child.kill("SIGKILL");
          }
        }
      };
      const stopped = await Promise.allSettled(["a", "b", "c"].map(writer));
      assert.ok(stopped.every((s) => s.status === "rejected" && s.reason instanceof TypeError));
      const saved: { configStores: { name: string }[] } = JSON.parse(await readFile(stateFile, "utf8"));
      const names = new Set(saved.configStores.map((s) => s.name));
      assert.ok(acknowledged.length >= 60);
      assert.deepEqual(
        acknowledged.filter((name) => !names.has(name)),
        [],
      );
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("can be open in one server at a time", async () => {
    const first = await LocalFastly.start({ stateFile });
    await assert.rejects(LocalFastly.start({ stateFile }), (error: ComputeError) => {
      assert.equal(error.problem, `The process ${process.pid} already has the local Fastly of ${stateFile} open`);
      assert.equal(error.code, "local-fastly-state-in-use");
      return true;
    });
    await first.stop();
    await (await LocalFastly.start({ stateFile })).stop();
  });

  for (const [content, why] of [
    ["{", "is not JSON"],
    ["[]", "is not what it has to be at format"],
    ["null", "is not what it has to be at format"],
    ['{"format":99}', "is not what it has to be at format"],
    ['{"format":1}', "is not what it has to be at services"],
  ] as const) {
    it(`is refused with a remedy when it is ${content}`, async () => {
      await writeFile(stateFile, content);
      await assert.rejects(LocalFastly.start({ stateFile }), (error: ComputeError) => {
        assert.ok(error instanceof ComputeError);
        assert.equal(error.problem, `${stateFile} is not a state file of the local Fastly: it ${why}`);
        assert.equal(error.code, "local-fastly-state-unfit");
        assert.equal(error.remedy, "Delete the file to start with nothing, or name another file.");
        return true;
      });
    });
  }
});
