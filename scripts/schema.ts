import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema, type PackageSpec } from "@pulumi/pulumi/provider/experimental/schema";
import * as ts from "typescript";
import { Certificate, ComputeService, IssuedCertificate } from "../sdk";

const ROOT = resolve(__dirname, "..");
const PACKAGE = "fastly-compute";
const manifest = read("package.json");

/** The first component is the main one of the package. */
const COMPONENTS = [ComputeService, Certificate, IssuedCertificate];

/** The examples of each component, by language. */
const EXAMPLES: Record<string, [language: string, file: string][]> = {
  ComputeService: [
    ["python", "python/__main__.py"],
    ["yaml", "yaml/Pulumi.yaml"],
  ],
  Certificate: [["yaml", "certificatesYaml/Pulumi.yaml"]],
};

/**
 * The package for users of other languages, generated from the TypeScript sources: the content of schema.json. Its
 * version is that of package.json, which the plug-in adds.
 */
export function packageSchema(): PackageSpec {
  const fromSources = { ...manifest, main: "sdk/index.ts", exports: undefined };
  const analyzer = new Analyzer(ROOT, PACKAGE, fromSources, new Set(COMPONENTS.map(({ name }) => name)));
  const { components, typeDefinitions } = analyzer.analyze();
  const docs = interfaceDocs((analyzer as unknown as { program: ts.Program }).program);
  const { version: _, ...generated } = generateSchema(PACKAGE, "", manifest.description, components, typeDefinitions, [
    // The oldest supported version: generators take it for a lower bound.
    { name: "fastly", version: /\d+\.\d+\.\d+/.exec(manifest.peerDependencies["@pulumi/fastly"])?.[0] ?? "" },
  ]);
  for (const [token, type] of Object.entries(generated.types)) {
    const name = token.split(":").at(-1) ?? "";
    type.description = typeDefinitions[name]?.description ?? docs.get(name);
  }
  describeLogSettings(generated.types);
  const order = COMPONENTS.map(({ name }) => `${PACKAGE}:index:${name}`);
  generated.resources = Object.fromEntries(order.map((token) => [token, generated.resources[token]])) as never;
  for (const [token, component] of Object.entries(generated.resources) as [string, { description: string }][]) {
    component.description = withExamples(component.description, EXAMPLES[token.split(":").at(-1) ?? ""] ?? []);
  }
  const metadata = {
    name: generated.name,
    displayName: "Fastly Compute",
    keywords: [...manifest.keywords, "category/cloud", "kind/component"],
    license: manifest.license,
    homepage: manifest.homepage,
    repository: manifest.repository?.url,
  };
  return tidied({ ...metadata, ...generated }) as PackageSpec;
}

/** Writes schema.json, for `npm run schema`. */
export function writeSchema(): void {
  writeFileSync(join(ROOT, "schema.json"), `${JSON.stringify(packageSchema(), null, 2)}\n`);
}

function read(file: string) {
  return JSON.parse(readFileSync(join(ROOT, file), "utf8"));
}

/**
 * Removes parts of names that only TypeScript needs, as the SDKs of other languages add an `Args` of their own. Makes
 * all numbers whole, as all numbers of a service are. Removes everything that does not belong into a schema.
 */
function tidied(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === "optional") {
      return undefined;
    }
    if (key === "type" && value === "number") {
      return "integer";
    }
    if (key === "types") {
      return Object.fromEntries(Object.entries(value).map(([token, type]) => [publicToken(token), type]));
    }
    return key === "$ref" ? publicToken(value) : value;
  });
}

function publicToken(token: string): string {
  return token.replace(/:(?:Partial)?(\w+?)(?:Args)?$/, ":$1");
}

/** These types are the provider's. The provider does not describe them, and their name is the endpoint's key here. */
function describeLogSettings(types: PackageSpec["types"]): void {
  for (const property of Object.values(types[`${PACKAGE}:index:LogEndpointArgs`]?.properties ?? {})) {
    const type = "$ref" in property ? types[property.$ref.replace("#/types/", "")] : undefined;
    if (type !== undefined) {
      type.description = `Settings of a log endpoint. Its logs go to: ${property.description}`;
      delete type.properties?.name;
    }
  }
}

/** The docstrings of the sources' interfaces by name. The analyzer only has those of interfaces that it met in time. */
function interfaceDocs(program: ts.Program): Map<string, string> {
  const docs = new Map<string, string>();
  for (const file of program.getSourceFiles()) {
    if (relative(join(ROOT, "sdk"), file.fileName).startsWith("..")) {
      continue;
    }
    file.forEachChild((node) => {
      const [doc] = ts.isInterfaceDeclaration(node) ? ts.getJSDocCommentsAndTags(node) : [];
      const text = doc === undefined ? undefined : ts.getTextOfJSDocComment(doc.comment);
      if (ts.isInterfaceDeclaration(node) && text !== undefined) {
        docs.set(node.name.text, text);
      }
    });
  }
  return docs;
}

/** Replaces the docstring's TypeScript examples by those of the other languages. */
function withExamples(description: string, examples: [language: string, file: string][]): string {
  const text = description.replace(/\n\n(?:[^\n]*:\n\n)?```ts\n[\s\S]*?\n```/g, "");
  if (examples.length === 0) {
    return text;
  }
  const example = (language: string, file: string) =>
    `\`\`\`${language}\n${readFileSync(join(ROOT, "examples", file), "utf8").trim()}\n\`\`\``;
  return [
    text,
    "{{% examples %}}\n## Example Usage\n{{% example %}}",
    ...examples.map(([language, file]) => example(language, file)),
    "{{% /example %}}\n{{% /examples %}}",
  ].join("\n\n");
}

if (require.main === module) {
  writeSchema();
}
