import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { ComputeService } from "../../sdk";
import { makePackage } from "../../sdk/package";
import { describeOnEachEngine, type Engine } from "../support/engines";
import { type InlineStack, inlineStack } from "../support/inlineStack";
import { MANIFEST, makeProject, removeProjects, TINY_WASM } from "../support/project";

const COMPONENT = "fastly-compute:index:ComputeService";
const DOMAIN = "m.example.com";

/** How the service came to be. */
type Start =
  | { by: "component"; name: string; parent: string }
  /** Written by hand, or imported, as another resource of the same stack. */
  | { by: "hand" | "import"; name: string; parent: string }
  /** With the Fastly CLI, or by a stack that no longer has it. */
  | { by: "others" };

/** The next step of a person: a change of the program or the manifest, or a run. */
type Action =
  | { does: "rename"; name: string }
  | { does: "move"; parent: string; aliased: boolean }
  | { does: "alias"; of: string }
  | { does: "say"; existingService: "adopt" | "refuse" }
  | { does: "change"; backend: boolean }
  | { does: "write"; service_id: boolean }
  | { does: "importByHand"; name: string }
  | { does: "removeByHand" }
  | {
      does: "run";
      preview: boolean;
      refresh: boolean;
      fault?: { method: string; status: number | "lost" };
      abortAfter?: number;
    };

const NAMES = ["edge", "front", "shop"];
const PARENTS = ["", "my:index:Site", "my:index:Page"];
const name = fc.constantFrom(...NAMES);
const parent = fc.constantFrom(...PARENTS);

const start: fc.Arbitrary<Start> = fc.oneof(
  fc.record({ by: fc.constant("component" as const), name, parent }),
  fc.record({ by: fc.constantFrom("hand" as const, "import" as const), name, parent }),
  fc.constant({ by: "others" as const }),
);

const goesWell = fc.record({ does: fc.constant("run" as const), preview: fc.boolean(), refresh: fc.constant(false) });
const run: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: goesWell },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("run" as const),
      preview: fc.boolean(),
      refresh: fc.boolean(),
      fault: fc.record({
        method: fc.constantFrom("GET", "POST", "PUT"),
        status: fc.constantFrom<number | "lost">(500, 404, "lost"),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("run" as const),
      preview: fc.boolean(),
      refresh: fc.boolean(),
      abortAfter: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

const adopt = fc.constant<Action>({ does: "say", existingService: "adopt" });
const change: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: adopt },
  { weight: 1, arbitrary: fc.constant<Action>({ does: "say", existingService: "refuse" }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("rename" as const), name }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("move" as const), parent, aliased: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Action>({ does: "alias", of: "deployed" }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("alias" as const), of: name }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("change" as const), backend: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("write" as const), service_id: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("importByHand" as const), name }) },
  { weight: 1, arbitrary: fc.constant<Action>({ does: "removeByHand" }) },
);

/** Some changes and a run of them, several times. */
const life = fc
  .array(fc.tuple(fc.array(change, { minLength: 1, maxLength: 3 }), run), { minLength: 1, maxLength: 5 })
  .map((steps) => steps.flatMap(([changes, after]) => [...changes, after]));

let archive = "";

class Person {
  private component = { name: "edge", parent: "", backend: false, adopts: false };
  private aliases: pulumi.ComponentResourceOptions["aliases"] = [];
  private parentAliases: string[] = [];
  private byHand: { name: string; parent: string; import?: string } | undefined;
  private hasComponent = false;
  /** A person who imports what a component has gets it twice in the state: only an adoption checks for that. */
  private keepsAdopting = false;
  id = "";

  constructor(private readonly stack: InlineStack) {}

  async begin(how: Start): Promise<void> {
    if (how.by === "component") {
      Object.assign(this.component, { name: how.name, parent: how.parent });
      this.hasComponent = true;
      await this.succeed(this.stack);
    } else if (how.by === "hand") {
      this.byHand = { name: how.name, parent: how.parent };
      await this.succeed(this.stack);
    } else {
      const maker = this.stack.another({ project: "other", stack: "maker" });
      const byHand = { name: "theirs", parent: "" };
      maker.define((directory) => this.declare(directory, { byHand }));
      await maker.succeed();
      if (how.by === "import") {
        this.byHand = { name: how.name, parent: how.parent, import: this.stack.fastly.service("shop").id };
        await this.succeed(this.stack);
      }
    }
    this.id = this.stack.fastly.service("shop").id;
    this.write(true);
    this.byHand = undefined;
    this.hasComponent = true;
  }

  async act(action: Action): Promise<void> {
    switch (action.does) {
      case "rename":
        this.component.name = action.name;
        break;
      case "move":
        this.parentAliases = action.aliased && this.component.parent !== "" ? [this.component.parent] : [];
        this.component.parent = action.parent;
        break;
      case "alias":
        this.aliases = action.of === "deployed" ? await this.deployedAs() : [{ name: action.of }];
        break;
      case "say":
        this.component.adopts = action.existingService === "adopt" || this.keepsAdopting;
        break;
      case "change":
        this.component.backend = action.backend;
        break;
      case "write":
        this.write(action.service_id || this.keepsAdopting);
        break;
      case "importByHand":
        this.byHand = { name: `${action.name}-by-hand`, parent: "", import: this.id };
        Object.assign(this, { keepsAdopting: true });
        this.component.adopts = true;
        this.write(true);
        break;
      case "removeByHand":
        this.byHand = undefined;
        break;
      case "run":
        await this.run(action);
    }
  }

  private async run({ preview, refresh, fault, abortAfter }: Extract<Action, { does: "run" }>): Promise<void> {
    this.define(this.stack);
    if (preview && !(await this.stack.run("preview", { refresh })).ok) {
      return;
    }
    const heal =
      fault &&
      this.stack.fastly.inject({
        method: fault.method,
        path: /\/version\//,
        fault: fault.status === "lost" ? "lost" : { status: fault.status },
      });
    const stop = new AbortController();
    let events = 0;
    const onEvent = () => {
      events += 1;
      if (events === abortAfter) {
        stop.abort();
      }
    };
    await this.stack.run("up", { refresh, ...(abortAfter === undefined ? {} : { signal: stop.signal, onEvent }) });
    heal?.();
  }

  /** The component of the state that has the service. */
  private async deployedAs(): Promise<string[]> {
    const resources = await this.stack.resources();
    const service = resources.find(
      ({ type, id }) => type === "fastly:index/serviceCompute:ServiceCompute" && id === this.id,
    );
    return service?.parent?.includes(COMPONENT) ? [service.parent] : [];
  }

  private write(hasId: boolean): void {
    const text = hasId ? `service_id = "${this.id}"\n${MANIFEST}` : MANIFEST;
    writeFileSync(join(this.stack.directory, "fastly.toml"), text);
  }

  private async succeed(stack: InlineStack): Promise<void> {
    this.define(stack);
    await stack.succeed();
  }

  private define(stack: InlineStack): void {
    const { component, aliases, parentAliases, byHand } = this;
    const now = { ...(this.hasComponent && { component: { ...component } }), aliases, parentAliases, byHand };
    stack.define((directory) => this.declare(directory, now));
  }

  private declare(
    directory: string,
    {
      component,
      aliases,
      parentAliases = [],
      byHand,
    }: {
      component?: { name: string; parent: string; backend: boolean; adopts: boolean };
      aliases?: pulumi.ComponentResourceOptions["aliases"];
      parentAliases?: string[];
      byHand?: { name: string; parent: string; import?: string };
    },
  ): void {
    const below = (type: string, former: string[] = []) =>
      type === ""
        ? undefined
        : new pulumi.ComponentResource(type, "site", {}, { aliases: former.map((each) => ({ type: each })) });
    if (component !== undefined) {
      new ComputeService(
        component.name,
        {
          directory,
          domains: [DOMAIN],
          generatedDomain: false,
          backends: component.backend ? { api: { address: "a.example.com" } } : undefined,
          existingService: component.adopts ? "adopt" : "refuse",
        },
        { parent: below(component.parent, parentAliases), aliases },
      );
    }
    if (byHand !== undefined) {
      new fastly.ServiceCompute(
        byHand.name,
        { name: "shop", domains: [{ name: DOMAIN }], package: { filename: archive }, forceDestroy: true },
        { parent: component === undefined ? below(byHand.parent) : undefined, import: byHand.import },
      );
    }
  }
}

async function live(how: Start, actions: Action[], engine: Engine): Promise<void> {
  const stack = await inlineStack(undefined, engine);
  try {
    const person = new Person(stack);
    await person.begin(how);
    for (const action of actions) {
      await person.act(action);
      const deleted = stack.fastly.requests.filter(
        ({ method, path }) => method === "DELETE" && /^\/service\/[^/]+$/.test(path),
      );
      assert.deepEqual(deleted, []);
      assert.deepEqual(
        stack.fastly.services().map(({ id }) => id),
        [person.id],
      );
    }
  } finally {
    await stack.fastly.stop();
    rmSync(stack.directory, { recursive: true, force: true });
  }
}

/**
 * None of these steps destroys or replaces the component, or removes it from the program. The service is renamed,
 * moved, adopted, imported, refused and interrupted. In the end it exists, alone.
 */
describeOnEachEngine(
  "no sequence of renames, moves, aliases, adoptions, imports and runs that fail",
  function (engine) {
    const isLong = process.env.TEST_LONG === "1";
    const numRuns = engine === "embedded" ? (isLong ? 400 : 10) : isLong ? 25 : 1;
    this.timeout(numRuns * 240_000);

    before(async () => {
      const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
      const request = { directory, name: "old", scripts: { envVars: [] }, manifestText: MANIFEST };
      const made = await makePackage({
        ...request,
        manifestName: "fastly.toml",
        language: "other",
        preview: false,
        log: () => {},
      });
      archive = made?.path ?? "";
    });
    after(removeProjects);

    it("deletes the service, or makes another one", async () => {
      const seed = isLong ? undefined : 13;
      await fc.assert(
        fc.asyncProperty(start, life, (how, actions) => live(how, actions, engine)),
        { numRuns, ...(seed === undefined ? {} : { seed }), endOnFailure: !isLong },
      );
    });
  },
);
