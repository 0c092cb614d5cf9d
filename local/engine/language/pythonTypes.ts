import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { findOnPath } from "../../onPath";
import type { Answered, SdkTypes } from "../echo/sdkTypes";
import type { Language } from "./host";

/**
 * Reads the Python SDKs installed for a program as text: no code of them runs. Their types are given as TypeScript
 * types.
 */
export function pythonTypes(language: Language, env: NodeJS.ProcessEnv = process.env): SdkTypes {
  let folders: readonly string[] | undefined;
  const texts = new Map<string, string | undefined>();
  /** The text of a file in the package `pulumi_aws`. */
  const textOf = (packageName: string, file: string): string | undefined => {
    const path = join(`pulumi_${packageName.replaceAll("-", "_")}`, file);
    if (!texts.has(path)) {
      folders ??= sitePackages(language, env);
      const found =
        /^[\w-]+$/.test(packageName) && !file.includes("..")
          ? folders.map((each) => join(each, path)).find(existsSync)
          : undefined;
      texts.set(path, found === undefined ? undefined : readRegularText(found, FILE_LIMITS.data));
    }
    return texts.get(path);
  };
  /** The members of the class for a token. */
  const membersOf = (token: string, heading: (name: string) => RegExp): Answered | undefined => {
    const [packageName = "", module = "", name = ""] = token.split(":");
    for (const { folder, file } of placesOf(module, name)) {
      const text = textOf(packageName, join(folder, `${file}.py`));
      // A file of this name may belong to another module.
      const begin = text?.includes(`${token}"`) || text?.includes(`${token}'`) ? heading(name).exec(text) : null;
      if (text !== undefined && begin !== null) return gettersIn(bodyAt(text, begin.index), folder);
    }
    return undefined;
  };
  return {
    resource: (token) => membersOf(token, (name) => new RegExp(`^class ${name}\\(pulumi\\.\\w+Resource\\):`, "m")),
    func: (token) =>
      membersOf(token, (name) => new RegExp(`^class ${name[0]?.toUpperCase()}${name.slice(1)}Result[:(]`, "m")),
    method: () => undefined,
    nested: (token, type) => {
      const path = type.split(".").slice(1);
      const name = path.at(-1) ?? "";
      const folder = join(...path.slice(0, -1), ".");
      const text = textOf(token.split(":")[0] ?? "", join(folder, "outputs.py"));
      const begin = text === undefined ? null : new RegExp(`^class ${name}[:(]`, "m").exec(text);
      return text === undefined || begin === null ? undefined : gettersIn(bodyAt(text, begin.index), folder);
    },
  };
}

/** Where Python looks for packages, according to the interpreter that runs the program. */
function sitePackages({ root, options }: Language, env: NodeJS.ProcessEnv): string[] {
  const named = typeof options?.virtualenv === "string" ? [resolve(root, options.virtualenv)] : [];
  const environments = [
    ...named,
    ...(env.VIRTUAL_ENV ? [env.VIRTUAL_ENV] : []),
    join(root, ".venv"),
    join(root, "venv"),
  ];
  const python =
    environments.flatMap((each) => [join(each, "bin/python"), join(each, "Scripts/python.exe")]).find(existsSync) ??
    findOnPath("python3", env) ??
    findOnPath("python", env);
  if (python === undefined) {
    return [];
  }
  const program = `import sys; print(${JSON.stringify(delimiter)}.join(path for path in sys.path if path))`;
  // Not in the program's directory: Python would find its files as modules.
  const { stdout } = spawnSync(python, ["-c", program], { encoding: "utf8", cwd: "/", env, timeout: 10_000 });
  return (stdout ?? "").trim().split(delimiter).filter(Boolean);
}

/**
 * The folder and file of a class: `s3` and `bucket` for `s3/bucket` and `Bucket`, `core/v1` and `ConfigMap` for
 * `core/v1` and `ConfigMap`.
 */
function placesOf(module: string, name: string): { folder: string; file: string }[] {
  const own = `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}`;
  const folders = module
    .split("/")
    .filter((folder) => folder !== "index" && folder.toLowerCase() !== own.toLowerCase());
  const folder = folders.map((each) => each.replaceAll("-", "_")).join("/");
  const spelled = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
  return [folder, `${folder}_`].flatMap((each) =>
    [spelled, `${spelled}_`, name].map((file) => ({ folder: each, file })),
  );
}

/** The lines of a class, up to the next line without indentation. */
function bodyAt(text: string, start: number): string {
  const end = /\n\S/.exec(text.slice(start));
  return end === null ? text.slice(start) : text.slice(start, start + end.index);
}

/** The members that are always present, by their names in the protocol. */
function gettersIn(body: string, folder: string): Answered {
  const getters = body.matchAll(/@pulumi\.getter(?:\(name="(\w+)"\))?\s+def (\w+)\(self\) -> (.+):\n/g);
  return new Map(
    [...getters].flatMap(([, name, own = "", type = ""]) => {
      const told = typeScriptOf(inside("pulumi.Output", type) ?? type, folder);
      return told === undefined ? [] : [[name ?? own, told] as const];
    }),
  );
}

/** Undefined for an optional type, and for a type without an equivalent. */
function typeScriptOf(python: string, folder: string): string | undefined {
  const type = python
    .trim()
    .replace(/^'(.*)'$/, "$1")
    .replace(/^_?builtins\./, "");
  const element = inside("Sequence", type) ?? inside("List", type);
  if (element !== undefined) {
    const told = typeScriptOf(element, folder);
    return told && `${told}[]`;
  }
  if (/^(Mapping|Dict)\[/.test(type)) {
    return "{}";
  }
  const [, path, name] = /^(?:(.*)\.)?_?outputs\.(\w+)$/.exec(type) ?? [];
  if (name !== undefined) {
    // A type of another module: `_meta.v1.outputs.ObjectMeta`.
    const of = path === undefined ? folder.split("/") : path.replace(/^_/, "").split(".");
    return ["outputs", ...of.filter(Boolean), name].join(".");
  }
  return (
    { str: "string", int: "number", float: "number", bool: "boolean" }[type] ??
    (/^(?!Any$)[A-Z]\w*$/.test(type) ? "string" : undefined)
  );
}

function inside(generic: string, type: string): string | undefined {
  return type.startsWith(`${generic}[`) && type.endsWith("]") ? type.slice(generic.length + 1, -1) : undefined;
}
