import * as pulumi from "@pulumi/pulumi";
import type { Explanation } from "../errors/explanation";
import type { SetupItem } from "../manifest";
import { soundsSecret } from "../system/secretName";
import { checkedInput, type Problem, requiredInput } from "./checkedInput";
import { setupError } from "./errors";
import { keysOf, orElse, own } from "./inputs";
import { isSecretType, wantedInstead } from "./inputTypes";
import type { Report } from "./report";

/** The longest key, in characters. Or the problem of a key: then keys have no other limit. */
type KeyRule =
  | { keyLimit: number; keyProblem?: undefined }
  | { keyLimit?: undefined; keyProblem(key: string): Explanation | undefined };

/** A container of texts by key: its names, and its limits. */
export type ItemContainer = KeyRule & {
  /** The noun in sentences: `dictionary`. */
  noun: string;
  /** The place in the manifest: `["setup", "dictionaries", "settings"]`. */
  path: string[];
  /** The place in arguments and configuration: `["dictionaries", "settings"]`. */
  config: string[];
  /** Longest value, in characters. */
  valueLimit: number;
  /** Most items, unless Fastly's support has raised the limit. Undefined for no limit. */
  itemLimit?: number;
};

/** JavaScript does not treat this as a normal key: Pulumi's SDK would lose its value. */
export const LOST_KEY = "__proto__";

export type Items = Record<string, pulumi.Input<string>>;

/** Lays the program's items over those of the manifest. Reports missing and invalid items. */
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
    const what = `The item "${key}" of the ${container.noun} "${name}"`;
    const kind = { example: "<value>", secret: isSecretType(inputType) || soundsSecret(key) };
    // An empty text is a valid value.
    if (
      !requiredInput(
        value,
        { what, lacks: "value", config: [...container.config, "items", key], kind },
        path,
        report,
        false,
      )
    ) {
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
    report.warning(path, setupError.explain("items-many", { noun, name: path.at(-1), count, limit: itemLimit }));
  }
}

function checkKey(container: ItemContainer, key: string, path: string[], report: Report): void {
  const { noun } = container;
  const name = container.path.at(-1);
  if (container.keyProblem !== undefined) {
    const problem = container.keyProblem(key);
    if (problem !== undefined) {
      report.error(path, problem);
    }
  } else if (key.length === 0 || key.length > container.keyLimit) {
    const { length } = key;
    const facts = { noun, name, length, start: key.slice(0, 40), limit: container.keyLimit };
    report.error(path, setupError.explain("key-length", facts));
  } else if (key === LOST_KEY) {
    report.error(path, setupError.explain("key-lost", { noun, name, key }));
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
    return setupError.explain("value-of-other-type", { what: item, wanted, type: inputType });
  }
  const facts = { what: item, size: `${text.length} characters`, limit: valueLimit };
  return text.length > valueLimit ? setupError.explain("value-too-long", facts) : undefined;
}
