import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { UNKNOWN } from "../../local/engine/value";
import { localStack, type ResourceState } from "../../local/index";
import { withoutPrefix } from "../support/diagnostics";
import { callApi, packageOf } from "../support/edge";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";
import { fastlyOfSuite } from "../support/suite";

const ROOT = resolve(__dirname, "../..");
const installed = require("@pulumi/fastly/package.json") as { version: string };
const TYPE = "fastly-compute:index:ComputeService";

/** The component class in an SDK for another language: the plug-in's process makes the component itself. */
class ComputeService extends pulumi.ComponentResource {
  declare readonly serviceId: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string>;
  declare readonly backends: pulumi.Output<{ name: string; address: string }[]>;
  constructor(name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, { serviceId: undefined, url: undefined, backends: undefined, ...args }, opts, true);
  }
}

function manifest(name: string, rest = ""): string {
  return `manifest_version = 3\nname = "${name}"\nlanguage = "other"\n${rest}`;
}

describe("a component in a program of another language", () => {
  const api = fastlyOfSuite();

  after(removeProjects);

  /** A stack whose program is a function. The function gets the app's directory. */
  function remoteStack(toml: string, program: (directory: string) => object | undefined, config = {}) {
    const directory = makeProject({ "app/fastly.toml": toml, "app/bin/main.wasm": TINY_WASM, "app/notes.txt": "" });
    const state = join(directory, ".state");
    const stack = localStack({
      program: () => program(join(directory, "app")),
      project: /name = "(.*)"/.exec(toml)?.[1],
      fastly: api,
      stateDirectory: state,
      packages: { "fastly-compute": ROOT },
      config,
    });
    return { ...stack, stateText: () => readFileSync(join(state, "state.json"), "utf8") };
  }

  it("is deployed from a directory relative to the program, and returns its outputs", async () => {
    const stack = await testStack({
      fastly: api,
      // The plug-in and the provider start where the program's process does.
      process: true,
      files: { "infra/.keep": "", "app/fastly.toml": manifest("shop"), "app/bin/main.wasm": TINY_WASM },
      program: `
const edge = new pulumi.ComponentResource("${TYPE}", "edge",
  { directory: "app", serviceId: undefined, url: undefined, activeVersion: undefined }, {}, true);
module.exports = { urn: edge.urn, serviceId: edge.serviceId, url: edge.url, version: edge.activeVersion };`,
    });
    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    assert.deepEqual(preview.changes, { create: 4 });

    const first = await stack.up();
    assert.deepEqual(first.errors, []);
    const { id, domains } = api.deployed("shop");
    assert.deepEqual(first.outputs, {
      urn: `urn:pulumi:dev::shop::${TYPE}::edge`,
      serviceId: id,
      url: `http://${domains[0]}.localhost:${new URL(api.url).port}`,
      version: 1,
    });
    assert.equal(stack.read("app/fastly.toml"), manifest("shop", `service_id = "${id}"\n`));
    assert.deepEqual((await stack.exportState()).resources.map(placeOf), [
      "shop-dev",
      "edge in shop-dev",
      `edge-generated in edge`,
      `default_${installed.version.replaceAll(".", "_")}`,
      "edge in edge",
    ]);

    assert.deepEqual((await stack.up()).changes, { same: 4 });
    assert.deepEqual((await stack.destroy()).errors, []);
    assert.deepEqual(
      api.services().map(({ name }) => name),
      [],
    );
  });

  it("accepts every kind of argument, including secret and unknown ones", async () => {
    const stack = remoteStack(manifest("everything"), (directory) => {
      const origin = new fastly.Configstore("origin", { name: "origin", forceDestroy: true });
      const edge = new ComputeService("edge", {
        directory,
        serviceName: "everything-else",
        comment: "by another language",
        versionComment: "abc123",
        domains: ["www.example.com"],
        generatedDomain: false,
        backends: {
          api: {
            address: pulumi.interpolate`${origin.id}.example.com`,
            sslClientCert: pulumi.secret("secret-cert"),
            sslClientKey: pulumi.secret("secret-key"),
            healthcheck: { path: "/healthz" },
          },
        },
        dictionaries: { words: { items: { greeting: "hello", token: pulumi.secret("secret-item") } } },
        configStores: { settings: { items: { colour: pulumi.output("orange") }, forceDestroy: true } },
        kvStores: { carts: { items: { first: pulumi.secret("secret-value") }, forceDestroy: true } },
        secretStores: { keys: { entries: { TOKEN: pulumi.secret("secret-entry") }, forceDestroy: true } },
        products: { websockets: true, ddosProtection: { mode: "log" } },
        logEndpoints: {
          access: { https: { url: "https://logs.example.com/in", headerValue: pulumi.secret("secret-header") } },
          off: { enabled: false },
        },
        package: { include: ["notes.txt"] },
        build: { cache: false },
        existingService: "refuse",
        writeServiceId: false,
      });
      return { backends: edge.backends };
    });

    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    const previewed = preview.events.flatMap((event) =>
      event.kind === "step" && event.type === "fastly-compute:index:Backend" ? [event.new?.inputs] : [],
    );
    assert.deepEqual(previewed, [
      {
        name: "api",
        address: UNKNOWN,
        port: 443,
        useSsl: true,
        sslCheckCert: true,
        sslCertHostname: UNKNOWN,
        sslSniHostname: UNKNOWN,
        overrideHost: UNKNOWN,
        healthcheckPath: "/healthz",
        clientCertificate: true,
      },
    ]);

    const { errors, outputs, events } = await stack.up();
    assert.deepEqual(errors, []);
    const origin = api.state().configStores.find(({ name }) => name === "origin");
    const { backends, dictionaries, links, logEndpoints, ...deployed } = api.deployed("everything-else");
    const { address, ssl_client_cert, ssl_client_key, healthcheck } = backends.api ?? {};
    assert.deepEqual(
      { address, ssl_client_cert, ssl_client_key, healthcheck },
      {
        address: `${origin?.id}.example.com`,
        ssl_client_cert: "secret-cert",
        ssl_client_key: "secret-key",
        healthcheck: "api",
      },
    );
    assert.deepEqual(dictionaries, { words: { greeting: "hello", token: "secret-item" } });
    assert.deepEqual(Object.keys(links).sort(), ["carts", "keys", "settings"]);
    assert.deepEqual(Object.keys(logEndpoints), ["access"]);
    assert.equal(logEndpoints.access?.settings.header_value, "secret-header");
    assert.deepEqual(
      [deployed.comment, deployed.domains, deployed.healthchecks.api?.path, Object.keys(deployed.products).sort()],
      ["by another language", ["www.example.com"], "/healthz", ["ddos_protection", "websockets"]],
    );
    assert.equal((outputs.backends as { address: string }[])[0]?.address, `${origin?.id}.example.com`);
    for (const text of [JSON.stringify([preview.events, events]), stack.stateText()]) {
      assert.deepEqual(text.match(/secret-(cert|key|item|value|entry|header)/g), null);
    }
  });

  it("deploys with its provider, and keeps secrets in its outputs", async () => {
    const stack = remoteStack(manifest("given"), (directory) => {
      const config = new pulumi.Config("fastly");
      const provider = new fastly.Provider("mine", {
        apiKey: config.requireSecret("apiKey"),
        baseUrl: config.require("baseUrl"),
      });
      const backends = { hidden: { address: pulumi.secret("hidden.example.com") } };
      return { backends: new ComputeService("edge", { directory, backends }, { providers: [provider] }).backends };
    });
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);
    assert.equal(JSON.stringify(outputs), '{"backends":"[secret]"}');
    assert.doesNotMatch(stack.stateText(), /hidden\.example\.com/);
    const { resources } = await stack.exportState();
    const service = resources.find(({ type }) => type === "fastly:index/serviceCompute:ServiceCompute");
    assert.match(service?.provider ?? "", /::pulumi:providers:fastly::mine::/);
  });

  it("can have others beside it, each with its own stores and hooks", async () => {
    const names = ["first", "second"];
    const stack = remoteStack(manifest("one-of-two"), (directory) => {
      for (const name of names) {
        const kvStores = { carts: { items: { owner: name }, forceDestroy: true } };
        new ComputeService(name, { directory, serviceName: `${name}-of-two`, kvStores, writeServiceId: false });
      }
      return undefined;
    });
    assert.deepEqual((await stack.up()).errors, []);
    const owners = names.map((name) => {
      const store = api.state().kvStores.find((each) => each.name === `one-of-two-dev-${name}-carts`);
      return store?.items.map(({ key, value }) => `${key}=${Buffer.from(value, "base64")}`);
    });
    assert.deepEqual(owners, [["owner=first"], ["owner=second"]]);
    assert.deepEqual((await stack.up()).changes, { same: 13 });
  });

  it("reports all errors of the component once", async () => {
    const failing: { toml: string; program?: (directory: string) => undefined; error: string }[] = [
      {
        toml: manifest("missing", "[setup.backends.api]\n"),
        error:
          `${TYPE} resource 'edge' has a problem: ComputeService "edge": 1 problem [component-unusable]\n` +
          'The backend "api" has no address (APP/fastly.toml:4) [value-missing]\n' +
          "  Run: pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname or IP address>",
      },
      {
        toml: manifest("unbuilt", '[scripts]\nbuild = "echo no compiler; exit 3"\n'),
        error:
          `${TYPE} resource 'edge' has a problem: The build of APP/fastly.toml failed: "echo no compiler; exit 3" exited with code 3. ` +
          "Its last lines: [build-failed]\n  | no compiler\nCorrect what the output says. To try the command alone, run it in APP.",
      },
      {
        toml: manifest("unknown"),
        program: (directory) => {
          const store = new fastly.Configstore("origin", { name: "origin" });
          new ComputeService("edge", { directory, serviceName: store.id });
          return undefined;
        },
        error:
          `${TYPE} resource 'edge' has a problem: ComputeService "edge": 1 problem [component-unusable]\n` +
          "The value of [serviceName] comes from a resource that does not exist yet [argument-not-known-yet]\n" +
          "  Give a plain value. Outputs are allowed for settings such as the [address] of a backend.",
      },
      {
        toml: `service_id = "${api.deployed("given").id}"\n${manifest("second")}`,
        error:
          'before hook "edge-refuse-second-service" failed: ComputeService "edge" would create a service, ' +
          `but APP/fastly.toml already names the existing service ${api.deployed("given").id} ("given"), which is deployed by the stack "dev" of the project "given" [service-exists]\n` +
          "Choose one of:\n" +
          "  { environment: pulumi.getStack() } if it belongs to another stack: this stack then keeps its own id in fastly.dev.toml\n" +
          '  { existingService: "adopt" } to adopt the service into this stack\n' +
          '  { existingService: "ignore" } to make a second service beside it',
      },
    ];
    for (const { toml, program, error } of failing) {
      let app = "";
      const stack = remoteStack(toml, (directory) => {
        app = directory;
        return program ? program(directory) : void new ComputeService("edge", { directory });
      });
      const { errors } = await stack.preview();
      assert.deepEqual(
        errors.map((message) => withoutPrefix(message).replaceAll(app, "APP")),
        [error, "preview failed"],
      );
    }
  });

  it("adopts a service with its dictionaries", async () => {
    const { id } = await callApi(api, "POST", "/service", { name: "live", type: "wasm" });
    const version = `/service/${id}/version/1`;
    await callApi(api, "POST", `${version}/domain`, { name: "live.example.com" });
    const dictionary = await callApi(api, "POST", `${version}/dictionary`, { name: "words" });
    const items = `/service/${id}/dictionary/${dictionary.id}/item`;
    await callApi(api, "POST", items, { item_key: "greeting", item_value: "old" });
    const form = new FormData();
    form.set("package", new Blob([packageOf(TINY_WASM)]), "package.tar.gz");
    await callApi(api, "PUT", `${version}/package`, form);
    await callApi(api, "PUT", `${version}/activate`);

    const stack = remoteStack(`service_id = "${id}"\n${manifest("live")}`, (directory) => {
      const dictionaries = { words: { items: { greeting: "new" } } };
      const domains = ["live.example.com"];
      const args = { directory, existingService: "adopt", domains, generatedDomain: false, dictionaries };
      return { id: new ComputeService("edge", args).serviceId };
    });
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);
    assert.deepEqual(outputs, { id });
    assert.deepEqual(api.deployed("live").dictionaries, { words: { greeting: "new" } });
    assert.deepEqual((await stack.up()).changes, { same: 6 });
  });

  it("leaves a refusal of Fastly to the provider's error, with a remedy", async () => {
    const stack = remoteStack(manifest("broken"), (directory) => void new ComputeService("edge", { directory }));
    const restore = api.inject({ method: "PUT", path: /\/package$/, fault: { status: 500 } });
    const { errors } = await stack.up();
    restore();
    assert.equal(errors.length, 3);
    assert.match(
      errors[0] ?? "",
      /^Wait for a moment\. \[fastly-failed\]\nThen run: pulumi up --replace 'urn:[^']*'\nFor outages, /,
    );
    assert.match(errors[1] ?? "", /error modifying package \w+: 500 - Internal Server Error/);
    assert.equal(errors[2], "update failed");
  });

  it("is complete only after the answer that [verify] expects", async () => {
    const stack = remoteStack(
      manifest("verified"),
      (directory) => void new ComputeService("edge", { directory, verify: { status: 418, timeoutSeconds: 1 } }),
    );
    const { errors } = await stack.up();
    assert.equal(errors.length, 2);
    assert.match(
      errors[0] ?? "",
      /has a problem: The declared version is active, but http:\S+ .* instead of 418 after 1 seconds/,
    );
  });

  it("can only be of the package's types", async () => {
    const stack = remoteStack(
      manifest("other"),
      () => void new pulumi.ComponentResource("fastly-compute:index:Backend", "api", {}, {}, true),
    );
    assert.deepEqual((await stack.preview()).errors, [
      "fastly-compute:index:Backend resource 'api' has a problem: " +
        `The package fastly-compute has no resource fastly-compute:index:Backend, only ${TYPE}, fastly-compute:index:Certificate, fastly-compute:index:IssuedCertificate`,
      "preview failed",
    ]);
  });
});

function placeOf({ urn, parent }: ResourceState): string {
  const name = (of: string) => of.split("::").at(-1);
  return parent === undefined ? `${name(urn)}` : `${name(urn)} in ${name(parent)}`;
}
