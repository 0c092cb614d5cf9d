import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalFastly, type RunOptions } from "../../local/index";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { withoutPrefix } from "../support/diagnostics";
import { localStack } from "../support/engines";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);
const SETTINGS = { settings: { items: { region: "eu", limit: "1" } } };

type Args = Partial<ComputeServiceArgs>;
type Operation = "preview" | "up" | "refresh" | "destroy";

/** Each is a case in which the provider by itself ends in a false success, or in an error that no further run ends. */
describe("where the provider alone would lead nowhere", function () {
  this.timeout(60_000);
  let fastly: LocalFastly;
  let directory: string;
  let define: () => unknown;
  let perform: (operation: Operation, options?: RunOptions) => ReturnType<ReturnType<typeof localStack>["up"]>;

  beforeEach(async () => {
    fastly = await LocalFastly.start({ edge: false });
    directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    perform = stackOf(fastly.token);
  });
  afterEach(() => fastly.stop());
  after(removeProjects);

  function stackOf(token: string): typeof perform {
    const stack = localStack({
      program: async () => {
        define();
      },
      project: "shop",
      fastly: { url: fastly.url, token },
      stateDirectory: join(directory, ".state"),
    });
    return (operation, options) => stack[operation](options);
  }

  function declare(args: Args, opts?: pulumi.ComponentResourceOptions, name = "edge"): void {
    define = () => new ComputeService(name, { directory, ...args }, opts);
  }

  async function succeed(operation: Operation = "up", options?: RunOptions) {
    const result = await perform(operation, options);
    assert.deepEqual(result.errors, []);
    assert.ok(result.ok);
    return result;
  }

  async function failing(operation: Operation = "up", options?: RunOptions): Promise<string> {
    const { ok, errors } = await perform(operation, options);
    assert.equal(ok, false);
    return errors.join("\n");
  }

  async function assertUnchanged(): Promise<void> {
    assert.deepEqual(Object.keys((await succeed()).changes), ["same"]);
  }

  function failOnce(method: string, path: RegExp): void {
    fastly.inject({ method, path, fault: { status: 500 } });
  }

  async function api(method: string, path: string, form?: Record<string, string>): Promise<{ id: string }> {
    const answer = await fetch(`${fastly.url}${path}`, {
      method,
      headers: { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" },
      body: form && new URLSearchParams(form).toString(),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return (await answer.json()) as { id: string };
  }

  async function storeByHand(kind: "config" | "kv" | "secret"): Promise<{ id: string }> {
    const answer = await fetch(`${fastly.url}/resources/stores/${kind}`, {
      method: "POST",
      headers: { "Fastly-Key": fastly.token, "content-type": "application/json" },
      body: JSON.stringify({ name: "by-hand" }),
    });
    return (await answer.json()) as { id: string };
  }

  const storeId = (name: string) => fastly.state().configStores.find((store) => store.name === name)?.id ?? "";

  const OWN: Args = { configStores: { cfg: { items: { a: "1" } } } };
  const linkedTo = (existingId: pulumi.Input<string>): Args => ({
    configStores: { cfg: { existingId, items: { a: "1" } } },
  });

  it("a link is not moved from the service's own store to another one, but by two ups", async () => {
    const { id } = await api("POST", "/resources/stores/config", { name: "by-hand" });
    declare(OWN);
    await succeed();
    declare(linkedTo(id));
    const before = fastly.deployed("shop");
    for (const operation of ["preview", "up"] as const) {
      const told = await failing(operation);
      assert.match(told, new RegExp(`The service's link "cfg" would be moved from the store \\w+ to ${id}, which`));
      assert.match(told, /\n {2}configStores: \{ cfg: \{ existingId: "\w+" \} \},\n/);
      assert.match(
        told,
        /When it is gone, or to take the other one, run pulumi up once without the store "cfg", then again with it\./,
      );
    }
    assert.deepEqual(fastly.deployed("shop"), before);
    declare({});
    await succeed();
    declare(linkedTo(id));
    await succeed();
    assert.deepEqual(fastly.deployed("shop").links, { cfg: { type: "config", store: "by-hand" } });
    await assertUnchanged();
  });

  it("a link is not moved to a store that is still to be made, but by two ups", async () => {
    const { id } = await api("POST", "/resources/stores/config", { name: "by-hand" });
    declare(linkedTo(id));
    await succeed();
    declare(OWN);
    assert.match(
      await failing("preview"),
      new RegExp(`The service's link "cfg" would be moved from the store ${id} to a new one, which`),
    );
    declare({});
    await succeed();
    declare(OWN);
    await succeed();
    assert.deepEqual(fastly.deployed("shop").links, { cfg: { type: "config", store: "shop-dev-edge-cfg" } });
    assert.deepEqual(fastly.stores().config["shop-dev-edge-cfg"], { a: "1" });
    await assertUnchanged();
  });

  const STORES = {
    config: (store: object): Args => ({ configStores: { cfg: { items: { a: "1" }, ...store } } }),
    kv: (store: object): Args => ({ kvStores: { cfg: { items: { a: "1" }, ...store } } }),
    secret: (store: object): Args => ({ secretStores: { cfg: { entries: { a: "1" }, ...store } } }),
  };
  for (const [kind, noun] of [
    ["config", "config"],
    ["kv", "KV"],
    ["secret", "secret"],
  ] as const) {
    it(`a ${noun} store with forceDestroy is not deleted by the run that links it instead`, async () => {
      const args = STORES[kind];
      const { id: other } = await storeByHand(kind);
      declare(args({ forceDestroy: true }));
      await succeed();
      const own = fastly.service("shop").versions[0]?.links[0]?.resource_id ?? "";
      const before = fastly.state();
      for (const link of [{ existingId: own }, { existingId: other }, { existingName: "shop-dev-edge-cfg" }]) {
        declare(args(link));
        for (const operation of ["preview", "up"] as const) {
          assert.equal(
            withoutPrefix((await perform(operation)).errors[0] ?? ""),
            `before hook "edge-check-lost-stores" failed: ComputeService "edge" would delete the ${noun} store "cfg" with its data: it has forceDestroy, and another declaration takes its place [store-linked-instead]\n` +
              "To link the same store, run pulumi up once with forceDestroy: false in place of [existingId] or [existingName], then again with it.\n" +
              'To link another one, run pulumi up once without the store "cfg", which deletes it, then again with it.',
          );
        }
      }
      assert.deepEqual(fastly.state(), before);
      declare(args({ forceDestroy: false }));
      await succeed();
      declare(args({ existingId: own }));
      await succeed();
      assert.deepEqual(fastly.stores()[kind]["shop-dev-edge-cfg"], { a: "1" });
      assert.equal(Object.values(fastly.deployed("shop").links)[0]?.store, "shop-dev-edge-cfg");
      await assertUnchanged();
    });

    it(`a ${noun} store with forceDestroy makes room for another one by two ups`, async () => {
      const args = STORES[kind];
      const { id } = await storeByHand(kind);
      declare(args({ forceDestroy: true }));
      await succeed();
      declare({});
      await succeed();
      declare(args({ existingId: id }));
      await succeed();
      assert.deepEqual(fastly.stores()[kind], { "by-hand": { a: "1" } });
      await assertUnchanged();
    });
  }

  it("stores of two kinds with one name are refused before either is made", async () => {
    writeFileSync(join(directory, "fastly.toml"), `${MANIFEST}\n[setup.object_stores.cfg]\n`);
    declare(OWN);
    const before = fastly.state();
    for (const operation of ["preview", "up"] as const) {
      const told = await failing(operation);
      assert.match(
        told,
        /ComputeService "edge": 1 problem \[component-unusable\]\nThe KV store "cfg" has the name of a config store, /,
      );
      assert.match(
        told,
        /links one store of a name \(\S+fastly\.toml:5\) \[store-link-twice\]\n {2}Rename one of them/,
      );
    }
    assert.deepEqual(fastly.state(), before);
    writeFileSync(join(directory, "fastly.toml"), `${MANIFEST}\n[setup.object_stores.data]\n`);
    await succeed();
    await assertUnchanged();
  });

  it("a link to a store whose id only the up knows is previewed, and refused by the up when it would move", async () => {
    const { id } = await storeByHand("config");
    const { id: other } = await api("POST", "/resources/stores/config", { name: "other" });
    declare(linkedTo(id));
    await succeed();
    for (const linked of [id, other]) {
      define = () => {
        const later = pulumi.output(pulumi.runtime.isDryRun() ? pulumi.unknown : linked);
        new ComputeService("edge", { directory, ...linkedTo(later as pulumi.Output<string>) });
      };
      await succeed("preview");
      if (linked === id) {
        await assertUnchanged();
      }
    }
    assert.match(
      await failing(),
      new RegExp(`The service's link "cfg" would be moved from the store ${id} to ${other}, which`),
    );
  });

  it("a link that someone moved at Fastly is told of by every run, and put back by two ups", async () => {
    declare(OWN);
    await succeed();
    const { id } = await api("POST", "/resources/stores/config", { name: "by-hand" });
    const service = `/service/${fastly.service("shop").id}/version`;
    await api("PUT", `${service}/1/clone`);
    const link = fastly.service("shop").versions[1]?.links[0]?.id;
    await api("DELETE", `${service}/2/resource/${link}`);
    await api("POST", `${service}/2/resource`, { name: "cfg", resource_id: id });
    await api("PUT", `${service}/2/activate`);
    for (let round = 0; round < 2; round++) {
      const told = await failing();
      assert.match(told, /the store link cfg to \w+ is missing\s+the store link cfg to \w+ is still there/);
      assert.match(told, /Run: pulumi up --refresh/);
    }
    assert.match(await failing("up", { refresh: true }), /run pulumi up once without the store "cfg"/);
    declare({});
    await succeed("up", { refresh: true });
    declare({ configStores: { cfg: { existingName: "shop-dev-edge-cfg" } } });
    await succeed();
    assert.deepEqual(fastly.deployed("shop").links, { cfg: { type: "config", store: "shop-dev-edge-cfg" } });
  });

  it("a store that someone deleted is made and filled anew, by two ups", async () => {
    declare(OWN);
    await succeed();
    // Fastly lets nobody delete what the active version links.
    const version = `/service/${fastly.service("shop").id}/version/1`;
    await api("PUT", `${version}/deactivate`);
    await api("DELETE", `/resources/stores/config/${storeId("shop-dev-edge-cfg")}`);
    await api("PUT", `${version}/activate`);
    const told = await failing("up", { refresh: true });
    assert.match(told, /run pulumi up once without the store "cfg", then again with it\./);
    declare({});
    await succeed("up", { refresh: true });
    await api("DELETE", `/resources/stores/config/${storeId("shop-dev-edge-cfg")}`);
    declare(OWN);
    await succeed();
    assert.deepEqual(fastly.stores().config, { "shop-dev-edge-cfg": { a: "1" } });
    await assertUnchanged();
  });

  for (const [what, method, path] of [
    ["the upload of the package", "PUT", /\/package$/],
    ["a backend", "POST", /\/backend$/],
    ["a store link", "POST", /\/resource$/],
    ["the activation", "PUT", /\/activate$/],
  ] as const) {
    it(`a first deployment that failed at ${what} is not taken for complete after a refresh, but replaced`, async () => {
      declare({ ...OWN, backends: { api: { address: "api.example.com" } } });
      failOnce(method, path);
      await failing();
      await perform("refresh");
      const told = await failing();
      assert.match(told, /The service \w+ has never had an active version/);
      const urn = /\nRun: pulumi up --replace '([^']+)'/.exec(told)?.[1] ?? "";
      assert.match(await failing(), /has never had an active version/);
      await succeed("up", { replace: [urn] });
      const { backends, links } = fastly.deployed("shop");
      assert.deepEqual([Object.keys(backends), Object.keys(links)], [["api"], ["cfg"]]);
      assert.equal(fastly.services().length, 1);
      await assertUnchanged();
    });
  }

  it("an update that failed at its activation is no success until up --refresh", async () => {
    declare({});
    await succeed();
    declare({ backends: { api: { address: "api.example.com" } } });
    failOnce("PUT", /\/activate$/);
    await failing();
    assert.match(await failing("preview"), /an update failed half-way, or someone activated/);
    assert.match(await failing(), /\nRun: pulumi up --refresh/);
    await succeed("up", { refresh: true });
    assert.deepEqual(Object.keys(fastly.deployed("shop").backends), ["api"]);
    await assertUnchanged();
  });

  for (const [what, args, path, live] of [
    ["a domain", { domains: ["www.example.com"] }, /\/domain$/, () => fastly.deployed("shop").domains.length === 2],
    [
      "a backend",
      { backends: { api: { address: "api.example.com" } } },
      /\/backend$/,
      () => "api" in fastly.deployed("shop").backends,
    ],
    [
      "a dictionary",
      { dictionaries: SETTINGS },
      /\/dictionary$/,
      () => "settings" in fastly.deployed("shop").dictionaries,
    ],
    ["a store link", OWN, /\/resource$/, () => "cfg" in fastly.deployed("shop").links],
  ] as [string, Args, RegExp, () => boolean][]) {
    it(`an update that failed at ${what} that is added is no success until up --refresh`, async () => {
      declare({});
      await succeed();
      declare(args);
      failOnce("POST", path);
      await failing();
      for (let round = 0; round < 2; round++) {
        assert.match(await failing(), /\nRun: pulumi up --refresh/);
        assert.equal(live(), false);
      }
      await succeed("up", { refresh: true });
      assert.ok(live());
      await assertUnchanged();
    });
  }

  /** Runs the commands of the Fastly CLI that an error tells, by the requests that they make. */
  async function obey(told: string): Promise<void> {
    const versions = (id: string) => fastly.state().services.find((service) => service.id === id)?.versions ?? [];
    const numberOf = (id: string, version: string) =>
      version === "latest"
        ? versions(id).length
        : version === "active"
          ? versions(id).findIndex(({ active }) => active) + 1
          : version;
    for (const [, command, id = "", version = "", link] of told.matchAll(
      /^ {2}fastly (.+) --service-id=(\w+) --version=(\w+)(?: --id=(\w+))?$/gm,
    )) {
      const path = `/service/${id}/version/${numberOf(id, version)}`;
      if (command === "resource-link delete") {
        await api("DELETE", `${path}/resource/${link}`);
      } else {
        assert.ok(command === "service-version clone" || command === "service-version activate", command);
        await api("PUT", `${path}/${command.split(" ")[1]}`);
      }
    }
  }

  const removals = [
    ["the copy of the version", "PUT", /\/clone$/],
    ["the link", "DELETE", /\/resource\/\w+$/],
    ["the package", "PUT", /\/package$/],
  ] as const;
  for (const [step, method, path] of removals) {
    it(`the last store goes, as told, after an update without it that failed at ${step}`, async () => {
      declare(OWN);
      await succeed();
      if (step === "the package") {
        writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
      }
      declare({});
      failOnce(method, path);
      await failing();
      for (let round = 0; round < 2; round++) {
        assert.match(
          await failing(),
          /the store link cfg to \w+ is still there\nActivate a copy of the active version, so that a refresh reads all of it:\n/,
        );
      }
      await obey(await failing());
      await succeed("up", { refresh: true });
      assert.deepEqual(fastly.deployed("shop").links, {});
      await assertUnchanged();
    });

    it(`the last store goes, as told, after a draft without it that failed at ${step}`, async () => {
      declare(OWN);
      await succeed();
      if (step === "the package") {
        writeFileSync(join(directory, "bin/main.wasm"), OTHER_WASM);
      }
      declare({ activate: false });
      failOnce(method, path);
      await failing();
      if (step === "the package") {
        assert.match(await failing(), /is still there\nRun: pulumi up --refresh$/m);
        const told = await failing("up", { refresh: true });
        assert.match(told, /is still there\nRemove it from the draft:\n/);
        await obey(told);
        await succeed();
        const { versions } = fastly.service("shop");
        assert.deepEqual([versions[0]?.active, versions.at(-1)?.active, versions.at(-1)?.links], [true, false, []]);
      } else {
        assert.match(
          await failing(),
          /is still there\nRemove the store by a version that goes live: run pulumi up without activate: false and stage: true, which says how to go on\./,
        );
        declare({});
        await obey(await failing());
        await succeed("up", { refresh: true });
        assert.deepEqual(fastly.deployed("shop").links, {});
      }
      await assertUnchanged();
    });
  }

  it("a dictionary is removed with its items in one up, also where Fastly no longer knows them then", async () => {
    declare({ dictionaries: SETTINGS });
    await succeed();
    declare({});
    fastly.inject({ method: "PATCH", path: /\/dictionary\/\w+\/items$/, times: 100, fault: { status: 404 } });
    await succeed();
    assert.deepEqual(fastly.deployed("shop").dictionaries, {});
    await assertUnchanged();
  });

  it("a dictionary is renamed in one up, while the others keep their items", async () => {
    const others = { flags: { items: { beta: "1" } } };
    declare({ dictionaries: { ...SETTINGS, ...others } });
    await succeed();
    declare({ dictionaries: { options: SETTINGS.settings, ...others } });
    fastly.clearRequests();
    await succeed();
    assert.deepEqual(fastly.deployed("shop").dictionaries, {
      options: { region: "eu", limit: "1" },
      flags: { beta: "1" },
    });
    const written = fastly.requests.filter(({ method, path }) => method === "PATCH" && path.endsWith("/items"));
    assert.equal(written.length, 1);
    await assertUnchanged();
  });

  it("a destroy that forceDestroy: false stops leaves the items of a live service, and the next up goes on", async () => {
    declare({ dictionaries: SETTINGS, forceDestroy: false });
    await succeed();
    const before = fastly.deployed("shop");
    assert.match(await failing("destroy"), /Cannot delete service with active version/);
    assert.deepEqual(fastly.deployed("shop"), before);
    await succeed();
    assert.deepEqual(fastly.deployed("shop").dictionaries, before.dictionaries);
    await assertUnchanged();
    declare({ dictionaries: SETTINGS });
    await succeed();
    await succeed("destroy");
    assert.deepEqual(fastly.services(), []);
  });

  it("a protected service can lose a backend, and a dictionary or store once it is not protected", async () => {
    const backends = { api: { address: "api.example.com" } };
    const both = { dictionaries: SETTINGS, kvStores: { data: { items: { key: "value" } } } };
    declare({ ...both, backends, domains: ["a.example.com"] }, { protect: true });
    await succeed();
    declare({ ...both, domains: ["b.example.com"] }, { protect: true });
    await succeed();
    assert.deepEqual(fastly.deployed("shop").backends, {});
    await assertUnchanged();

    const before = fastly.state();
    declare({ domains: ["b.example.com"] }, { protect: true });
    for (const operation of ["preview", "up"] as const) {
      assert.match(
        await failing(operation),
        /"edge" is protected, and would lose the dictionary "settings", the store "data" \[protected-data\]\nRun pulumi up once with \{ protect: false \} and nothing removed/,
      );
    }
    assert.deepEqual(fastly.state(), before);
    declare({ ...both, domains: ["b.example.com"] }, { protect: false });
    await succeed();
    declare({ domains: ["b.example.com"] }, { protect: false });
    await succeed();
    assert.deepEqual(fastly.deployed("shop").dictionaries, {});
    declare({ domains: ["b.example.com"] }, { protect: true });
    await succeed();
    await assertUnchanged();
  });

  it("a destroy of a protected service touches nothing of it", async () => {
    declare({ ...OWN, dictionaries: SETTINGS }, { protect: true });
    await succeed();
    const before = fastly.state();
    assert.match(await failing("destroy"), /protect/);
    assert.deepEqual(fastly.state(), before);
    // The real engine has taken what is no resource of Fastly's out of the state by then.
    await succeed();
    assert.deepEqual(fastly.state(), before);
    await assertUnchanged();
  });

  it("items of a config store whose creation was not answered are no obstacle for the next run", async () => {
    declare(OWN);
    fastly.inject({ method: "PATCH", path: /\/config\/\w+\/items$/, fault: "lost" });
    await failing();
    assert.deepEqual(fastly.stores().config, { "shop-dev-edge-cfg": { a: "1" } });
    await succeed();
    assert.deepEqual(fastly.stores().config, { "shop-dev-edge-cfg": { a: "1" } });
    await assertUnchanged();
  });

  it("items of a dictionary whose creation was not answered are no obstacle for the next run", async () => {
    declare({ dictionaries: SETTINGS });
    fastly.inject({ method: "PATCH", path: /\/dictionary\/\w+\/items$/, fault: "lost" });
    await failing();
    assert.deepEqual(fastly.dictionaryItems("shop", "settings"), SETTINGS_LIVE.settings);
    await succeed();
    assert.deepEqual(fastly.deployed("shop").dictionaries, SETTINGS_LIVE);
    await assertUnchanged();
  });

  it("a component of another name is refused while the manifest names the service, and renamed with an alias", async () => {
    const args = {
      backends: { api: { address: "api.example.com" } },
      configStores: { cfg: { items: { key: "value" } } },
      kvStores: { data: { items: { key: "value" } } },
      secretStores: { keys: { entries: { TOKEN: "s3cr3t" } } },
      generatedDomain: false,
      domains: ["a.example.com"],
    };
    declare(args);
    await succeed();
    const before = fastly.state();
    const define = (opts?: pulumi.ComponentResourceOptions) => declare(args, opts, "front");
    define();
    const told = await failing("preview");
    assert.match(told, /would create a service, but .*fastly\.toml already names one/);
    assert.match(
      told,
      /\{ aliases: \[\{ name: "edge" \}\] \} among the resource options when the component was renamed/,
    );
    assert.deepEqual(fastly.state(), before);
    const deployed = fastly.deployed("shop");
    define({ aliases: [{ name: "edge" }] });
    await succeed();
    assert.deepEqual(fastly.deployed("shop"), deployed);
    define();
    await assertUnchanged();
  });

  it("another API token neither replaces nor touches the service", async () => {
    declare({ dictionaries: SETTINGS });
    await succeed();
    const before = fastly.state();
    await fastly.stop();
    const { port } = new URL(fastly.url);
    fastly = await LocalFastly.start({ edge: false, port: Number(port), token: "another-token", state: before });
    perform = stackOf(fastly.token);
    await assertUnchanged();
    assert.deepEqual(fastly.state(), before);
  });

  describe("a domain that moves from one service of the program to another", () => {
    /** Two services with these domains, of which the second waits for the first. */
    function two(first: string[], second: string[]): void {
      const args = { directory, writeServiceId: false };
      define = () => {
        const a = new ComputeService("a", { ...args, serviceName: "a", domains: first });
        new ComputeService("b", { ...args, serviceName: "b", domains: second }, { dependsOn: [a] });
      };
    }
    const owner = () => ["a", "b"].filter((name) => fastly.deployed(name).domains.includes("www.example.com"));

    it("goes in one up when the second waits for the first", async () => {
      two(["www.example.com"], []);
      await succeed();
      two([], ["www.example.com"]);
      await succeed();
      assert.deepEqual(owner(), ["b"]);
      await assertUnchanged();
    });

    it("is told of otherwise, with the command that completes it once the other let it go", async () => {
      two([], ["www.example.com"]);
      await succeed();
      two(["www.example.com"], []);
      const told = await failing();
      assert.match(told, /Let this one wait for that: \{ dependsOn: \[other\] \}\.\nThen run: pulumi up --refresh/);
      assert.match(told, /Domain 'www\.example\.com' is already taken/);
      assert.deepEqual(owner(), ["b"]);
      two([], []);
      await succeed("up", { refresh: true });
      two(["www.example.com"], []);
      await succeed();
      assert.deepEqual(owner(), ["a"]);
    });
  });
});

const SETTINGS_LIVE = { settings: { region: "eu", limit: "1" } };
