import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { createDisplay, type LocalFastly, localStack } from "../../local/index";
import { ComputeService } from "../../sdk";
import { ExistingService } from "../../sdk/plan/args";
import { LINKED_KINDS } from "../../sdk/setup/kinds";
import { FILLED_IN, FILLED_IN_PORT } from "./reasons";

// The local Fastly counts as Fastly itself here: the ids go into manifests, as with the Fastly CLI.
process.env.FASTLY_COMPUTE_LOCAL_API = "as-fastly";

type Tree = { [key: string]: Tree | string | boolean };

/**
 * Deploys the project with `ComputeService`. Values that the component reports as missing are given in the stack's
 * configuration, as a user would do it: the keys come from the component's own messages.
 *
 * @returns the error, if it could not be deployed.
 */
export async function deployOurs(directory: string, fastly: LocalFastly, adopt: boolean): Promise<string | undefined> {
  const program = async () => {
    new ComputeService("edge", {
      directory,
      environment: undefined,
      package: { path: "bin/main.wasm" },
      ...(adopt ? { existingService: ExistingService.Adopt, removeUndeclared: true } : {}),
    });
  };
  let given: Tree = {};
  for (;;) {
    const stack = localStack({
      program,
      fastly,
      stateDirectory: join(directory, ".state"),
      config: { "fastly-compute:edge": JSON.stringify(given) },
    });
    let shown = "";
    const display = createDisplay({ write: (part) => (shown += part) }, { color: false });
    const { ok, errors } = await stack.up({ onEvent: (event) => display.show(event) });
    display.close();
    if (ok) {
      return undefined;
    }
    const before = JSON.stringify(given);
    given = paste(fillIn(given, errors.join("\n")), errors.join("\n"));
    if (JSON.stringify(given) === before) {
      return shown;
    }
  }
}

/**
 * The configuration with a value for every `pulumi config set --path '…'` in the message. As much as possible is
 * deployed: a log endpoint is only left out when the message names no setting of it.
 */
export function fillIn(config: Tree, message: string): Tree {
  const filled = structuredClone(config);
  for (const [, key = "", example = ""] of message.matchAll(
    /pulumi config set (?:--secret )?--path 'fastly-compute:edge(?:-secrets)?([^']*)' (.*)$/gm,
  )) {
    const path = [...key.matchAll(/\.([A-Za-z_][\w-]*)|\["((?:[^"\\]|\\.)*)"\]/g)].map(
      ([, simple, quoted = ""]) => simple ?? quoted.replace(/\\(.)/g, "$1"),
    );
    let at = filled;
    for (const part of path.slice(0, -1)) {
      at[part] = typeof at[part] === "object" ? at[part] : {};
      at = at[part] as Tree;
    }
    const isLeftOut = path.at(-1) === "enabled";
    if (!isLeftOut || Object.keys(at).length === 0) {
      at[path.at(-1) ?? ""] = valueFor(path, example);
    }
  }
  return filled;
}

/** The configuration with the stores that the message says to link. */
function paste(config: Tree, message: string): Tree {
  const lines = [...message.matchAll(/^ {2}((\w+): \{.*\}),$/gm)]
    .filter(([, , argument = ""]) => LINKED_KINDS.some(([name]) => name === argument))
    .map(([, line]) => line);
  const pasted = runInNewContext(`({ ${lines.join(", ")} })`) as Tree;
  const merged = structuredClone(config);
  for (const [section, stores] of Object.entries(pasted)) {
    for (const [name, link] of Object.entries(stores as Tree)) {
      const declared = merged[section];
      const known = typeof declared === "object" ? declared : {};
      merged[section] = { ...known, [name]: { ...(known[name] as Tree | undefined), ...(link as Tree) } };
    }
  }
  return merged;
}

/** Values for settings that accept only certain texts. */
const KNOWN_VALUES: Record<string, string> = { mode: "log", port: FILLED_IN_PORT };

function valueFor(path: string[], example: string): string | boolean {
  if (path.at(-1) === "enabled" || /^(true|false)$/.test(example)) {
    return example === "true";
  }
  const last = path.at(-1) ?? "";
  return KNOWN_VALUES[last] ?? (/url/i.test(last) ? `https://${FILLED_IN}` : FILLED_IN);
}
