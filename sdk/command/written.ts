import { readFileSync } from "node:fs";
import { LANGUAGES } from "../build/languages";
import type { Setup } from "../manifest";
import { formatToml } from "../manifest/toml";
import { DEFAULT_PORT } from "../setup/backendSettings";
import { own } from "../setup/inputs";
import { type Block, blocksOf, entry, group } from "../setup/lines";
import { ownFile } from "../system/ownFile";
import type { AdoptedService } from "./live";
import { formatCode, membersOf } from "./source";

/** The name of the component in the written program. */
const COMPONENT = "edge";

export interface Writing {
  /** The Compute project, relative to the program's directory, with forward slashes. */
  app: string;
  /** Whether the program contains the items of dictionaries, where everybody can read them. */
  itemsInProgram: boolean;
  /** The description in the existing manifest. It would become the service's comment. */
  description?: string;
  /** The backends of the manifest's `[setup]`. The program overrides them. */
  backends?: Setup["backends"];
}

/** A program that declares the live service. */
export function programText(service: AdoptedService, { app, itemsInProgram, description, backends }: Writing): string {
  const dictionaries = group("dictionaries", [
    ...[...service.items].map(([name, items]) => {
      const written = Object.entries(items).map(([key, value]) => entry(key, JSON.stringify(value)));
      const isShort = !itemsInProgram || written.length === 0;
      return entry(name, isShort ? "{}" : `{ items: { ${written.join(", ")} } }`);
    }),
    ...service.writeOnly.map((name) => entry(name, "{ writeOnly: true }")),
  ]);
  const lines = withPorts(service, service.lines, backends ?? {});
  const members = membersOf([...lines, ...dictionaries].join(" "));
  const { comment } = service.details;
  const given = [
    `directory: ${JSON.stringify(app)}`,
    'existingService: "adopt"',
    ...(members.includes("generatedDomain: false") ? [] : ["generatedDomain: false"]),
    ...(description && description !== comment ? [`comment: ${JSON.stringify(comment)}`] : []),
    ...members,
  ];
  const readsConfig = members.some((member) => member.includes("config.requireSecret("));
  return [
    ...(readsConfig ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import { ComputeService } from "pulumi-fastly-compute";',
    "",
    ...(readsConfig ? ["const config = new pulumi.Config();", ""] : []),
    `const ${COMPONENT} = new ComputeService("${COMPONENT}", {`,
    ...given.map((member) => `${formatCode(member, "  ")},`),
    "});",
    "",
    `export const url = ${COMPONENT}.url;`,
    `export const serviceId = ${COMPONENT}.serviceId;`,
    "",
  ].join("\n");
}

/** Adds the default port to a live backend for which the manifest has another port. */
function withPorts({ blocks }: AdoptedService, lines: string[], backends: Setup["backends"]): string[] {
  const others = blocksOf(blocks.backends).filter(({ name, port }) => {
    const declared = own(backends, String(name))?.port;
    return port === DEFAULT_PORT && declared !== undefined && declared !== port;
  });
  const written = ({ name, address }: Block) => entry(name, `{ address: ${JSON.stringify(address)}`);
  return lines.map((line) =>
    others.reduce((text, each) => text.replace(written(each), () => `${written(each)}, port: ${DEFAULT_PORT}`), line),
  );
}

/** A manifest with no more than the service: everything else is in the program. */
export function manifestText({ id, details, language }: AdoptedService): string {
  const known = language !== undefined && LANGUAGES.includes(language) ? language : "other";
  return formatToml({ manifest_version: BigInt(3), name: details.name, language: known, service_id: id });
}

/** The files of a Pulumi project around the program, by name. */
export function projectFiles(project: string): Record<string, string> {
  const { version, peerDependencies } = JSON.parse(readFileSync(ownFile("package.json"), "utf8")) as {
    version: string;
    peerDependencies: Record<string, string>;
  };
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "Pulumi.yaml": `name: ${project}\nruntime: nodejs\n`,
    "package.json": json({
      name: project,
      private: true,
      main: "index.ts",
      dependencies: {
        "@pulumi/fastly": peerDependencies["@pulumi/fastly"],
        "@pulumi/pulumi": peerDependencies["@pulumi/pulumi"],
        "pulumi-fastly-compute": `^${version}`,
      },
      devDependencies: { "@types/node": "^20.19.43", "ts-node": "^10.9.2", typescript: "^5.9.3" },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        target: "es2022",
        module: "node16",
        moduleResolution: "node16",
        strict: true,
        skipLibCheck: true,
      },
      files: ["index.ts"],
    }),
  };
}

/** A valid name for a Pulumi project, derived from the service's name. */
export function projectName(service: string): string {
  return (
    service
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[^A-Za-z]+/, "")
      .replace(/(?<!-)-+$/, "")
      .slice(0, 100) || "edge"
  );
}

/** The configuration key for the items of dictionaries, when the program does not contain them. */
export const ITEMS_KEY = `fastly-compute:${COMPONENT}-secrets`;

/** The value of that configuration key. Undefined when there are no items. */
export function itemsValue({ items }: AdoptedService): string | undefined {
  const filled = [...items].filter(([, each]) => Object.keys(each).length > 0);
  return filled.length === 0
    ? undefined
    : JSON.stringify({ dictionaries: Object.fromEntries(filled.map(([name, each]) => [name, { items: each }])) });
}
