import * as pulumi from "@pulumi/pulumi";
import type { SetupItem } from "../manifest";
import { soundsSecret } from "../system/secretName";
import { checkedInput, type Problem, requiredInput } from "./checkedInput";
import { keysOf, orElse, own } from "./inputs";
import { isSecretType, wantedInstead } from "./inputTypes";
import type { Report } from "./report";

/** One container of texts by key: what it is called where, and how much it holds. */
export interface ItemContainer {
  /** In sentences: `dictionary`. */
  noun: string;
  /** In the manifest: `["setup", "dictionaries", "settings"]`. */
  path: string[];
  /** In arguments and configuration: `["dictionaries", "settings"]`. */
  config: string[];
  /** Longest key, in characters. */
  keyLimit: number;
  /** Longest value, in characters. */
  valueLimit: number;
  /** Most items, unless Fastly's support has raised the limit; undefined for a container without one. */
  itemLimit?: number;
}

/** To JavaScript it is no key, so that Pulumi's SDK would pass everything on but its value. */
export const LOST_KEY = "__proto__";

export const USE_ANOTHER = "Pulumi loses what is under that key on its way: use another one.";

export type Items = Record<string, pulumi.Input<string>>;

/** Lays the items of the program over those of the manifest, and reports what is missing or does not fit. */
export function resolveItems(
  container: ItemContainer,
  declared: Record<string, SetupItem>,
  given: Items | undefined,
  report: Report,
): Items {
  const items: Items = {};
  for (const key of keysOf(declared, given)) {
    const inputType = own(declared, key)?.inputType;
    const value = orElse(own(given, key), own(declared, key)?.value);
    const path = [...container.path, "items", key];
    const name = container.path.at(-1);
    checkKey(container, key, path, report);
    const message = `The item "${key}" of the ${container.noun} "${name}" has no value`;
    const kind = { example: "<value>", secret: isSecretType(inputType) || soundsSecret(key) };
    // An empty text is a value.
    if (!requiredInput(value, { message, config: [...container.config, "items", key], kind }, path, report, false)) {
      continue;
    }
    const checked = checkedInput(value, (text) => problemOf(container, key, inputType, text), path, report);
    items[key] = isSecretType(inputType) ? pulumi.secret(checked) : checked;
  }
  checkNumber(container, Object.keys(items).length, report);
  return items;
}

function checkNumber({ noun, path, itemLimit = Infinity }: ItemContainer, count: number, report: Report): void {
  if (count > itemLimit) {
    report.warning(
      path,
      `The ${noun} "${path.at(-1)}" has ${count} items`,
      `Unless support raised the limit, Fastly takes ${itemLimit}; a KV store holds more.`,
    );
  }
}

function checkKey(container: ItemContainer, key: string, path: string[], report: Report): void {
  if (key.length === 0 || key.length > container.keyLimit) {
    const message = `A key of the ${container.noun} "${container.path.at(-1)}" has ${key.length} characters: "${key.slice(0, 40)}"`;
    report.error(path, message, `Fastly takes keys of 1 to ${container.keyLimit} characters.`);
  } else if (key === LOST_KEY) {
    report.error(path, `The ${container.noun} "${container.path.at(-1)}" cannot have the key "${key}"`, USE_ANOTHER);
  }
}

function problemOf(
  { noun, path, valueLimit }: ItemContainer,
  key: string,
  inputType: string | undefined,
  text: string,
): Problem | undefined {
  const item = `The item "${key}" of the ${noun} "${path.at(-1)}"`;
  const wanted = wantedInstead(inputType, text);
  if (wanted !== undefined) {
    return [`${item} is not ${wanted}`, `Its input_type is "${inputType}"; give a value of this kind.`];
  }
  return text.length > valueLimit
    ? [`${item} has ${text.length} characters`, `Fastly takes at most ${valueLimit}.`]
    : undefined;
}
