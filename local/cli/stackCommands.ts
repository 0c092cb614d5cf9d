import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { outputsAsJson } from "../display/json";
import { passphraseEncryption } from "../engine/encryption";
import { removeFromState, unprotectInState } from "../engine/stateDelete";
import { openStateFile } from "../engine/stateFile";
import { STACK_TYPE } from "../engine/urn";
import { terminalLine } from "../foreignText";
import { editPulumiState } from "../pulumi";
import { fullKey, readStackConfig, valueAt } from "./config";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import type { Io } from "./io";
import type { Project } from "./project";
import { projectError } from "./projectErrors";
import { keepSetting } from "./settings";
import { passphraseOf } from "./stackSecrets";
import { stateDirectoryOf } from "./stateDirectory";
import { stateError } from "./stateErrors";

/** The configuration of a run. Secrets are hidden, unless they are asked for. */
export function listConfig(invocation: Invocation, project: Project): string {
  const { config, secretConfig } = readStackConfig(project, invocation);
  const { showSecrets } = invocation;
  const settings = [
    ...Object.entries(config).map(([key, value]) => ({ key, value, secret: false })),
    ...Object.entries(secretConfig).map(([key, value]) => ({ key, value, secret: true })),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (invocation.json) {
    const told = settings.map(({ key, value, secret }) => [
      key,
      { ...(secret && !showSecrets ? {} : { value, ...structured(value) }), secret },
    ]);
    return `${JSON.stringify(Object.fromEntries(told), undefined, 2)}\n`;
  }
  const rows = settings.map(({ key, value, secret }): [string, string] => [
    key,
    secret && !showSecrets ? "[secret]" : value,
  ]);
  const width = Math.max(3, ...rows.map(([key]) => key.length));
  return [["KEY", "VALUE"], ...rows]
    .map(([key = "", value = ""]) => `${terminalLine(key).padEnd(width)}  ${terminalLine(value)}\n`)
    .join("");
}

/** The value in clear text: the user asked for it by name. */
export function getConfig(invocation: Invocation, project: Project): string {
  const [key = ""] = invocation.given;
  const value = valueAt(readStackConfig(project, invocation), key, invocation.asPath, project);
  if (value === undefined) {
    throw projectError("configuration-key-missing", { stack: invocation.stack, key, path: invocation.asPath });
  }
  if (!invocation.json) {
    return `${value}\n`;
  }
  const secret = Object.hasOwn(readStackConfig(project, invocation).secretConfig, fullKey(key, project));
  return `${JSON.stringify({ value, ...structured(value), secret }, undefined, 2)}\n`;
}

/** Like `pulumi config --json`: a JSON text also has its parsed value beside it. */
function structured(value: string): { objectValue?: unknown } {
  try {
    const inside: unknown = JSON.parse(value);
    return typeof inside === "object" && inside !== null ? { objectValue: inside } : {};
  } catch {
    return {};
  }
}

/** Sets a value for the runs on this machine. Without a value it removes the key from them. */
export function setConfig(invocation: Invocation, project: Project): void {
  const [key = "", value] = invocation.given;
  const { stack, asPath: path, asSecret: secret } = invocation;
  keepSetting(stateDirectoryOf(invocation, project), stack, passphraseOf() ?? "", { key, path, value, secret });
}

/** The state file, which has the form of `pulumi stack export`: secrets are encrypted. */
export function exportStack(invocation: Invocation, project: Project): string {
  const path = join(stateDirectoryOf(invocation, project), invocation.stack, "state.json");
  if (!existsSync(path)) {
    throw stateError("state-missing", { stack: invocation.stack });
  }
  const state = JSON.parse(readRegularText(path, FILE_LIMITS.data));
  const shown = invocation.showSecrets ? withSecretsShown(state, passphraseOf() ?? "") : state;
  const text = `${JSON.stringify(shown, null, 4)}\n`;
  if (invocation.file === undefined) {
    return text;
  }
  writeFileSync(invocation.file, text, { mode: 0o600 });
  return "";
}

/** The outputs in the form of `pulumi stack output`. Secret ones are hidden, unless they are asked for. */
export function stackOutput(invocation: Invocation, project: Project): string {
  const path = join(stateDirectoryOf(invocation, project), invocation.stack, "state.json");
  const { resources } = openStateFile(path, passphraseOf() ?? "").initial;
  const outputs = resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  const [name] = invocation.given;
  if (name !== undefined && !Object.hasOwn(outputs, name)) {
    throw stateError("output-missing", { stack: invocation.stack, name });
  }
  const shown = outputsAsJson(outputs, invocation.showSecrets) as Record<string, unknown>;
  if (name !== undefined) {
    const value = shown[name];
    return `${invocation.json || typeof value !== "string" ? JSON.stringify(value) : terminalLine(value)}\n`;
  }
  if (invocation.json) {
    return `${JSON.stringify(shown, undefined, 2)}\n`;
  }
  const rows = Object.entries(shown).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const width = Math.max(6, ...rows.map(([key = ""]) => key.length));
  return [["OUTPUT", "VALUE"], ...rows]
    .map(([key = "", value = ""]) => `${terminalLine(key).padEnd(width)}  ${terminalLine(value)}\n`)
    .join("");
}

/** Like `pulumi stack export --show-secrets`: values beside their marks, without the encryption's data. */
function withSecretsShown(state: unknown, passphrase: string): unknown {
  const { deployment } = state as { deployment?: { secrets_providers?: { state?: { salt?: string } } } };
  const salt = deployment?.secrets_providers?.state?.salt;
  if (salt === undefined) {
    return state;
  }
  const { decrypt } = passphraseEncryption(passphrase, salt);
  return JSON.parse(JSON.stringify(state), (_, value) => {
    const isSealed = typeof value === "object" && value !== null && typeof value.ciphertext === "string";
    if (!isSealed) {
      return value;
    }
    const { ciphertext, ...mark } = value;
    return { ...mark, plaintext: decrypt(ciphertext) };
  });
}

/** Removes a resource from the state, or unprotects it, and reports that. */
export async function editState(invocation: Invocation, project: Project, io: Io): Promise<string> {
  const [urn = ""] = invocation.given;
  const { command, stack, engine, yes, targetDependents, force } = invocation;
  if (!yes && !io.interactive) {
    throw cliError("yes-missing", { command, change: "the state" });
  }
  const question = `This edits the state of stack ${stack} directly. Do you want to go on? [yes/no] `;
  if (!yes && !/^y(es)?$/i.test((await io.ask(question)).trim())) {
    throw cliError("confirmation-declined");
  }
  const directory = join(stateDirectoryOf(invocation, project), stack);
  const edit = command === "state unprotect" ? "unprotect" : "delete";
  if (engine === "pulumi") {
    return editPulumiState({ stateDirectory: directory, stack, edit, urn, targetDependents, force });
  }
  const file = join(directory, "state.json");
  const passphrase = process.env.PULUMI_CONFIG_PASSPHRASE ?? "";
  if (edit === "unprotect") {
    await unprotectInState(file, passphrase, urn);
    return `${terminalLine(urn)} is no longer protected.\n`;
  }
  const removed = await removeFromState(file, passphrase, { urn, targetDependents, force });
  return removed.map((each) => `Removed ${terminalLine(each)} from the state.\n`).join("");
}
