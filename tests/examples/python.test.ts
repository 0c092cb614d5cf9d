import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { deployedExample, misfits, type PackageProgram, projectOf } from "../support/packageProgram";
import { makeProject, removeProjects } from "../support/project";

const ROOT = resolve(__dirname, "../..");

/** The resources of the program, with stand-ins for its packages made from the schema. */
function pythonProgram(): PackageProgram {
  const { config = {} } = projectOf("python");
  const modules = makeProject({ "pulumi.py": PULUMI_PY, "pulumi_fastly_compute.py": PACKAGE_PY });
  const values = Object.fromEntries(Object.keys(config).map((key) => [key, `\${${key}}`]));
  const text = execFileSync("python3", ["__main__.py"], {
    cwd: join(ROOT, "examples/python"),
    encoding: "utf8",
    env: {
      ...process.env,
      PYTHONPATH: modules,
      PYTHONDONTWRITEBYTECODE: "1",
      SCHEMA: join(ROOT, "schema.json"),
      CONFIG: JSON.stringify(values),
    },
  });
  return { config, ...JSON.parse(text) };
}

describe("examples/python", () => {
  before(function () {
    if (spawnSync("python3", ["--version"]).status !== 0) {
      console.log("      skipped: no python3 on PATH");
      this.skip();
    }
  });
  after(removeProjects);

  it("has the form of a project after `pulumi package add`, and matches the schema", () => {
    const { runtime, packages } = projectOf("python");
    assert.deepEqual(runtime, { name: "python", options: { toolchain: "pip", virtualenv: "venv" } });
    assert.deepEqual(packages, { "fastly-compute": "./node_modules/pulumi-fastly-compute" });
    assert.deepEqual(misfits(pythonProgram()), []);
  });

  it("is deployed", async () => {
    assert.deepEqual(await deployedExample("python", pythonProgram()), {
      backend: "origin.example.com",
      logs: "https://logs.example.com/edge",
      dictionaries: { words: { greeting: "Hello from the edge" } },
    });
  });
});

const PULUMI_PY = `
import atexit, json, os

made = {"resources": {}, "outputs": {}}
atexit.register(lambda: print(json.dumps(made)))

class Config:
    def require(self, key):
        return json.loads(os.environ["CONFIG"])[key]

def export(name, value):
    made["outputs"][name] = value
`;

/**
 * In the form in which Pulumi generates SDKs: a class for the resource, and a class with the suffix Args for each input
 * type.
 */
const PACKAGE_PY = `
import json, os, re
import pulumi

with open(os.environ["SCHEMA"]) as file:
    schema = json.load(file)

def snake(name):
    return re.sub("([A-Z])", lambda match: "_" + match.group(1).lower(), name)

def arguments(what, properties, given):
    names = {snake(name): name for name in properties}
    for name in given:
        if name not in names:
            raise TypeError(f"{what} got an unexpected keyword argument '{name}'")
    return {names[name]: value for name, value in given.items()}

def type_class(name, properties):
    return lambda **given: arguments(name, properties, given)

def resource_class(token, spec):
    def make(resource_name, opts=None, **given):
        properties = arguments(token, spec["inputProperties"], given)
        pulumi.made["resources"][resource_name] = {"type": token, "properties": properties}
        outputs = {snake(name): "\${%s.%s}" % (resource_name, name) for name in spec["properties"]}
        return type("Resource", (), outputs)
    return make

for token, spec in schema["types"].items():
    name = token.split(":")[-1] + "Args"
    globals()[name] = type_class(name, spec.get("properties", {}))
for token, spec in schema["resources"].items():
    globals()[token.split(":")[-1]] = resource_class(token, spec)
`;
