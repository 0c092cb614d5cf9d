import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { packageOf, providerPackage } from "../urn";

/** The properties that every answer has, each with its TypeScript type: `{ arn: "string" }`. */
export type Answered = ReadonlyMap<string, string>;

export interface Method {
  answers: Answered;
  /** The answer is one value. It has no name in the program, and is called `result` here. */
  isSingle: boolean;
}

/** What a package's SDK, as installed for the program, declares about a resource or a function. */
export interface SdkTypes {
  /** Undefined when there is no such SDK, or it does not declare the type. */
  resource(type: string): Answered | undefined;
  func(token: string): Answered | undefined;
  /** The answer of a method of a resource: `cloud:index:Cluster/kubeconfig`. */
  method(token: string): Method | undefined;
  /**
   * The members that every object of a type has, when a declaration of the same package calls the type
   * `outputs.s3.Rule`.
   */
  nested(token: string, type: string): Answered | undefined;
}

/**
 * Reads the type declarations of the SDKs installed for the program in this directory. They are read as text: no code
 * of them runs.
 */
export function sdkTypes(directory: string): SdkTypes {
  const known = new Map<string, Answered | undefined>();
  // Read once: a large provider's file has megabytes.
  const nestedTexts = new Map<string, string | undefined>();
  const remembered = (token: string, read: (text: string, name: string) => Answered | undefined) => {
    if (!known.has(token)) {
      const { file, name } = placeOf(token);
      const text = declarations(directory, token.split(":")[0] ?? "", file);
      known.set(token, text === undefined ? undefined : read(text, name));
    }
    return known.get(token);
  };
  return {
    resource: (type) =>
      remembered(type, (text, name) => {
        const members = membersOf(text, new RegExp(`^export declare class ${name} extends pulumi\\.`, "m"));
        return members && outputsIn(members);
      }),
    func: (token) =>
      remembered(token, (text, name) =>
        membersOf(text, new RegExp(`^export interface ${name[0]?.toUpperCase()}${name.slice(1)}Result `, "m")),
      ),
    method: (token) => {
      const [, type = "", method = ""] = /^(.*:[^/]*)\/(\w+)$/.exec(token) ?? [];
      const provider = providerPackage(type);
      const { file, name } = provider === undefined ? placeOf(type) : { file: "provider", name: "Provider" };
      const text = method === "" ? undefined : declarations(directory, provider ?? packageOf(type), file);
      return text === undefined ? undefined : methodOf(text, name, method);
    },
    nested: (token, type) => {
      const packageName = token.split(":")[0] ?? "";
      if (!nestedTexts.has(packageName)) {
        nestedTexts.set(packageName, declarations(directory, packageName, "types/output"));
      }
      const text = nestedTexts.get(packageName);
      return text === undefined ? undefined : nestedMembers(text, type.split(".").slice(1));
    },
  };
}

/**
 * The file and the name for a token: `s3/bucket` and `Bucket` for `aws:s3/bucket:Bucket`, `core/v1/pod` and `Pod` for
 * `kubernetes:core/v1:Pod`.
 */
function placeOf(token: string): { file: string; name: string } {
  const [, module = "", name = ""] = token.split(":");
  const own = `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}`;
  const folders = module.split("/").filter((folder) => folder !== "index" && folder !== own);
  return { file: [...folders, own].join("/"), name: name.replace(/[^\w$]/g, "") };
}

/**
 * The declarations in a file of the package's SDK: that of `@pulumi`, or a dependency that says it belongs to the
 * package.
 */
function declarations(directory: string, packageName: string, file: string): string | undefined {
  if (!/^[\w-]+$/.test(packageName) || !/^[\w./-]+$/.test(file) || file.includes("..")) {
    return undefined;
  }
  const folder = sdkFolder(directory, packageName);
  const found = ["", "bin"]
    .map((below) => join(folder ?? "", below, `${file}.d.ts`))
    .find((path) => folder !== undefined && existsSync(path));
  return found === undefined ? undefined : readRegularText(found, FILE_LIMITS.data);
}

function sdkFolder(directory: string, packageName: string): string | undefined {
  const from = createRequire(join(directory, "package.json"));
  const names = [`@pulumi/${packageName}`, ...dependenciesIn(join(directory, "package.json"))];
  for (const name of names) {
    try {
      const manifest = from.resolve(`${name}/package.json`);
      if (name === names[0] || pulumiName(manifest) === packageName) {
        return dirname(manifest);
      }
    } catch {
      // It is not installed, or hides its package.json: then it is no Pulumi SDK.
    }
  }
  return undefined;
}

function dependenciesIn(manifest: string): string[] {
  return existsSync(manifest) ? Object.keys(readJson(manifest).dependencies ?? {}) : [];
}

function pulumiName(manifest: string): string | undefined {
  return readJson(manifest).pulumi?.name;
}

function readJson(file: string): { dependencies?: Record<string, string>; pulumi?: { name?: string } } {
  return JSON.parse(readRegularText(file, FILE_LIMITS.settings));
}

/** The `readonly` members of a declaration that are always present. */
function membersOf(text: string, start: RegExp): Map<string, string> | undefined {
  const begin = start.exec(text);
  return begin === null
    ? undefined
    : requiredMembers(text.slice(begin.index, text.indexOf("\n}", begin.index)), /^ {4}readonly (\w+)(\??): /gm);
}

/**
 * The answer of the method `name` of a class: the members of `Cluster.KubeconfigResult`, or one value of any other
 * type.
 */
function methodOf(text: string, className: string, name: string): Method | undefined {
  const begin = text.search(new RegExp(`^export declare class ${className} extends pulumi\\.`, "m"));
  const body = begin === -1 ? "" : text.slice(begin, text.indexOf("\n}", begin));
  const declared = new RegExp(`^ {4}${name}\\(.*\\): pulumi\\.Output<`, "m").exec(body);
  if (declared === null) {
    return undefined;
  }
  const [, type = ""] = /^<([\s\S]*)>$/.exec(typeAt(body, declared.index + declared[0].length - 1)) ?? [];
  const result = type.split(".");
  const members = result[0] === className && result.length > 1 ? nestedMembers(text, result) : undefined;
  return { answers: members ?? new Map([["result", type]]), isSingle: members === undefined };
}

/** The members of an interface inside namespaces. Each namespace is indented by four spaces. */
function nestedMembers(text: string, path: readonly string[]): Map<string, string> | undefined {
  let inside = text;
  for (const [depth, name] of path.entries()) {
    const indent = " ".repeat(4 * depth);
    const keyword = depth === path.length - 1 ? "interface" : "namespace";
    const begin = inside.search(new RegExp(`^${indent}(export )?(declare )?${keyword} ${name} \\{`, "m"));
    const end = inside.indexOf(`\n${indent}}`, begin);
    if (begin === -1 || end === -1) {
      return undefined;
    }
    inside = inside.slice(begin, end);
  }
  return requiredMembers(inside, new RegExp(`^ {${4 * path.length}}(?:readonly )?(\\w+)(\\??): `, "gm"));
}

function requiredMembers(body: string, member: RegExp): Map<string, string> {
  return new Map(
    [...body.matchAll(member)]
      .filter(([, , optional]) => optional === "")
      .map((match) => [match[1] ?? "", typeAt(body, match.index + match[0].length)]),
  );
}

/** The type that starts there, up to its semicolon. */
function typeAt(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    depth += "<{[(".includes(character) ? 1 : ">}])".includes(character) ? -1 : 0;
    if (character === ";" && depth === 0) {
      return text.slice(start, at);
    }
  }
  return text.slice(start);
}

/** `Output<string>` becomes `string`. A member that may be undefined is not always present. */
function outputsIn(members: Map<string, string>): Map<string, string> {
  const outputs = [...members].flatMap(([name, type]): [string, string][] => {
    const [, inner] = /^pulumi\.Output<([\s\S]*)>$/.exec(type) ?? [];
    return inner === undefined || /\|\s*undefined$/.test(inner) ? [] : [[name, inner]];
  });
  return new Map(outputs);
}
