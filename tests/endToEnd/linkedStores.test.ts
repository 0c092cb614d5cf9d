import assert from "node:assert/strict";
import { join } from "node:path";
import { createDisplay, LocalFastly } from "../../local/index";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { localStack } from "../support/engines";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.log_endpoints.audit]
provider = "syslog"
`;

type Args = Partial<ComputeServiceArgs>;

describe("stores that outlive the setup", function () {
  this.timeout(120_000);
  let fastly: LocalFastly;
  let args: Args = {};
  /** Each test starts with a separate stack at the same Fastly. */
  let run: (operation: "preview" | "up" | "destroy") => ReturnType<typeof perform>;

  before(async () => {
    fastly = await LocalFastly.start({ edge: false });
  });
  beforeEach(() => {
    const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    const program = async () => {
      new ComputeService("edge", {
        directory,
        writeServiceId: false,
        ...args,
        logEndpoints: { audit: { enabled: false }, ...args.logEndpoints },
      });
    };
    const stack = localStack({ program, project: "shop", fastly, stateDirectory: join(directory, ".state") });
    run = (operation) => perform(stack, operation);
  });
  after(async () => {
    await fastly.stop();
    removeProjects();
  });

  /** The text is that of the command line. */
  async function perform(stack: ReturnType<typeof localStack>, operation: "preview" | "up" | "destroy") {
    let text = "";
    const display = createDisplay({ write: (part) => (text += part) }, { color: false });
    const result = await stack[operation]({ onEvent: (event) => display.show(event) });
    display.close();
    return { ...result, text };
  }

  async function succeed(operation: "preview" | "up" | "destroy", wanted: Args = args) {
    args = wanted;
    const result = await run(operation);
    assert.deepEqual(result.errors, []);
    assert.ok(result.ok, result.text);
    return result;
  }

  async function refused(operation: "preview" | "up", wanted: Args): Promise<string> {
    args = wanted;
    const { ok, errors } = await run(operation);
    assert.equal(ok, false);
    return errors.join("\n");
  }

  async function api(method: string, path: string, body: unknown): Promise<{ id: string }> {
    const json = typeof body !== "string";
    const answer = await fetch(`${fastly.url}/resources/stores/${path}`, {
      method,
      headers: {
        "Fastly-Key": fastly.token,
        "content-type": json ? "application/json" : "application/x-www-form-urlencoded",
      },
      body: json ? JSON.stringify(body) : body,
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return (await answer.json().catch(() => ({}))) as { id: string };
  }

  /** One store of each kind, made elsewhere, with one item or entry in it. */
  async function madeByHand(prefix: string) {
    const config = await api("POST", "config", `name=${prefix}-cfg`);
    await api("POST", `config/${config.id}/item`, "item_key=theirs&item_value=here");
    const kv = await api("POST", "kv", { name: `${prefix}-data` });
    await api("PUT", `kv/${kv.id}/keys/theirs`, "here");
    const secret = await api("POST", "secret", { name: `${prefix}-keys` });
    await api("PUT", `secret/${secret.id}/secrets`, { name: "THEIRS", secret: Buffer.from("here").toString("base64") });
    return { config: config.id, kv: kv.id, secret: secret.id };
  }

  /** The contents of those stores. */
  function contents(prefix: string) {
    const { config, kv, secret } = fastly.stores();
    return { config: config[`${prefix}-cfg`], kv: kv[`${prefix}-data`], secret: secret[`${prefix}-keys`] };
  }

  const theirs = { config: { theirs: "here" }, kv: { theirs: "here" }, secret: { THEIRS: "here" } };

  for (const [how, prefix, links] of [
    ["by id", "i", (ids) => [{ existingId: ids.config }, { existingId: ids.kv }, { existingId: ids.secret }]],
    ["by name", "n", () => [{ existingName: "n-cfg" }, { existingName: "n-data" }, { existingName: "n-keys" }]],
  ] as [string, string, (ids: Awaited<ReturnType<typeof madeByHand>>) => object[]][]) {
    it(`are linked ${how}: only declared items change, and all data survives a destroy`, async () => {
      const [config, kv, secret] = links(await madeByHand(prefix));
      const declared = (value?: string): Args => ({
        configStores: { cfg: { ...config, ...(value && { items: { ours: value } }) } },
        kvStores: { data: { ...kv, ...(value && { items: { ours: value } }) } },
        secretStores: { keys: { ...secret, ...(value && { entries: { OURS: value } }) } },
      });
      await succeed("preview", declared("1"));
      assert.deepEqual(contents(prefix), theirs, "preview wrote");
      for (const value of ["1", "2"]) {
        await succeed("up", declared(value));
        assert.deepEqual(contents(prefix), {
          config: { theirs: "here", ours: value },
          kv: { theirs: "here", ours: value },
          secret: { THEIRS: "here", OURS: value },
        });
        const again = await succeed("up");
        assert.deepEqual(Object.keys(again.changes), ["same"]);
      }
      assert.deepEqual(fastly.deployed("shop").links, {
        cfg: { type: "config", store: `${prefix}-cfg` },
        data: { type: "object-store", store: `${prefix}-data` },
        keys: { type: "secret-store", store: `${prefix}-keys` },
      });
      const before = contents(prefix);
      const destroyed = await succeed("destroy");
      assert.deepEqual(fastly.services(), []);
      assert.deepEqual(contents(prefix), before);
      assert.doesNotMatch(destroyed.text, /\[retain\]/);
    });
  }

  it("lose the items that the setup no longer has, even the last one", async () => {
    const ids = await madeByHand("e");
    const declared = (items: Record<string, string>, entries: Record<string, string>): Args => ({
      configStores: { own: { items }, linked: { existingId: ids.config, items } },
      kvStores: { "own-data": { items }, "linked-data": { existingId: ids.kv, items } },
      secretStores: { "own-keys": { entries }, "linked-keys": { existingId: ids.secret, entries } },
    });
    await succeed("up", declared({ ours: "1" }, { OURS: "1" }));
    await succeed("up", declared({}, {}));
    assert.deepEqual(contents("e"), theirs);
    const { config, kv, secret } = fastly.stores();
    const own = [config["shop-dev-edge-own"], kv["shop-dev-edge-own-data"], secret["shop-dev-edge-own-keys"]];
    assert.deepEqual(own, [{}, {}, {}]);
    assert.deepEqual(Object.keys((await succeed("up")).changes), ["same"]);
    await succeed("destroy");
  });

  it("are refused in preview when Fastly has no store of the name", async () => {
    const said = await refused("preview", {
      configStores: { cfg: { existingName: "nowhere" } },
    });
    assert.match(said, /Fastly has no config store named "nowhere"/);
    assert.match(said, /Correct \[existingName\], or remove \[existingName\] to make a new store\./);
  });

  for (const [argument, kind, noun] of [
    ["configStores", "config", "config store"],
    ["kvStores", "kv", "KV store"],
    ["secretStores", "secret", "secret store"],
    ["acls", undefined, "access control list"],
  ] as const) {
    it(`are refused in preview when Fastly has no store of the id: ${argument}`, async () => {
      const other = await api("POST", kind === "kv" ? "secret" : "kv", { name: `not-${argument}` });
      const before = fastly.state();
      for (const existingId of ["nowhere", other.id]) {
        for (const operation of ["preview", "up"] as const) {
          const said = await refused(operation, { [argument]: { store: { existingId } } });
          assert.ok(
            said.includes(`Fastly has no ${noun} with the id "${existingId}" for "store" [store-not-found]`),
            said,
          );
          assert.match(said, /Correct \[existingId\], or remove \[existingId\] to make a new \w+\./);
        }
      }
      assert.deepEqual(fastly.state(), before);
      // The way of the error.
      await succeed("up", { [argument]: { store: {} } });
      await succeed("destroy");
    });
  }

  it("are looked up once, when they are new", async () => {
    const { id } = await api("POST", "kv", { name: "once" });
    const lookUps = async (operation: "preview" | "up") => {
      fastly.clearRequests();
      await succeed(operation, { kvStores: { store: { existingId: id } } });
      return fastly.requests.filter(({ path }) => path === `/resources/stores/kv/${id}`).length;
    };
    assert.deepEqual([await lookUps("preview"), await lookUps("up")], [1, 1]);
    assert.deepEqual([await lookUps("preview"), await lookUps("up")], [0, 0]);
    await succeed("destroy");
  });

  it("are kept with their data when their key in the setup is renamed, and preview and up say so", async () => {
    const named = (name: string): Args => ({
      configStores: { [`${name}-cfg`]: { items: { a: "1" } } },
      kvStores: { [`${name}-data`]: { items: { a: "1" } } },
      secretStores: { [`${name}-keys`]: { entries: { A: "1" } } },
    });
    const physical = (name: string) => `shop-dev-edge-${name}`;
    await succeed("up", named("old"));
    const preview = await succeed("preview", named("new"));
    const up = await succeed("up");
    for (const { text } of [preview, up]) {
      for (const type of ["Configstore", "Kvstore", "Secretstore"]) {
        assert.match(text, new RegExp(`fastly:index:${type} +edge-old-\\w+ +delete.* \\[retain\\]`));
      }
    }
    assert.deepEqual(contents(physical("old")), { config: { a: "1" }, kv: { a: "1" }, secret: { A: "1" } });
    assert.deepEqual(contents(physical("new")), { config: { a: "1" }, kv: { a: "1" }, secret: { A: "1" } });
    assert.deepEqual(Object.keys(fastly.deployed("shop").links).sort(), ["new-cfg", "new-data", "new-keys"]);
    const again = await succeed("up");
    assert.deepEqual(Object.keys(again.changes), ["same"]);
    await succeed("destroy");
  });

  it("are deleted with their data when an earlier up applied forceDestroy", async () => {
    const declared = (forceDestroy: boolean): Args => ({
      configStores: { fcfg: { items: { a: "1" }, forceDestroy } },
      kvStores: { fdata: { items: { a: "1" }, forceDestroy } },
      secretStores: { fkeys: { entries: { A: "1" }, forceDestroy } },
    });
    const names = () =>
      Object.values(fastly.stores())
        .flatMap((stores) => Object.keys(stores))
        .filter((name) => name.startsWith("shop-dev-edge-f"));
    await succeed("up", declared(false));
    await succeed("up", declared(true));
    assert.deepEqual(names(), ["shop-dev-edge-fcfg", "shop-dev-edge-fdata", "shop-dev-edge-fkeys"]);
    const { text } = await succeed("up", {});
    assert.doesNotMatch(text, /\[retain\]/);
    assert.deepEqual(names(), []);
    await succeed("destroy");
  });

  it("are created at their location, which later runs cannot change", async () => {
    const at = (location?: string): Args => ({ kvStores: { placed: { location, forceDestroy: true } } });
    const unknown = await refused("preview", at("MOON"));
    assert.match(
      unknown,
      /Expected \[location\] of the KV store "placed" to be one of US, EU, ASIA, AUS but got "MOON"/,
    );
    const linked = await refused("preview", { kvStores: { placed: { location: "EU", existingName: "e-data" } } });
    assert.match(
      linked,
      /The KV store "placed" has \[location\], but a linked store stays at its location.* \[location-of-linked-store\]/,
    );
    await succeed("up", at("EU"));
    const placed = () => fastly.state().kvStores.find(({ name }) => name === "shop-dev-edge-placed");
    assert.equal(placed()?.location, "EU");
    for (const [wanted, text] of [
      ["US", "US"],
      [undefined, "Fastly's choice"],
    ]) {
      for (const operation of ["preview", "up"] as const) {
        const said = await refused(operation, at(wanted));
        assert.ok(
          said.includes(`The location of the KV store "placed" cannot change from EU to ${text} [location-changed]`),
          said,
        );
        assert.ok(
          said.includes("Set [location] back to its old value. Or make a store of another name, and copy the data."),
          said,
        );
      }
    }
    assert.equal(placed()?.location, "EU");
    const restored = await succeed("up", at("EU"));
    assert.deepEqual(Object.keys(restored.changes), ["same"]);
    await succeed("destroy");
  });

  it("do not matter for a log endpoint, which needs no setup and can be disabled later", async () => {
    const settings = { syslog: { address: "logs.example.com" } };
    await succeed("up", { logEndpoints: { audit: settings } });
    assert.deepEqual(Object.keys(fastly.deployed("shop").logEndpoints), ["audit"]);
    await succeed("up", { logEndpoints: { audit: { ...settings, enabled: false } } });
    assert.deepEqual(fastly.deployed("shop").logEndpoints, {});
    const again = await succeed("up", { logEndpoints: { audit: { enabled: false } } });
    assert.deepEqual(Object.keys(again.changes), ["same"]);
    await succeed("destroy");
  });
});
