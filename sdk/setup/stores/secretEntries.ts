import * as pulumi from "@pulumi/pulumi";
import type { SetupSecretStore } from "../../manifest";
import { checkedInput, type Problem, requiredInput } from "../checkedInput";
import { setupError } from "../errors";
import { keysOf, own } from "../inputs";
import { wantedInstead } from "../inputTypes";
import type { Report } from "../report";
import type { SecretStoreArgs } from "./args";
import type { Content } from "./content";

/** Fastly's documented limits: a secret's name in characters, its value in bytes. */
const LIMITS = { name: 255, value: 65_536 };

/** The entries of a secret store. The manifest may give their names, but never their values. */
export function secretEntries(
  name: string,
  path: string[],
  declared: SetupSecretStore | undefined,
  given: SecretStoreArgs,
  report: Report,
): Record<string, Content> {
  const contents: Record<string, Content> = {};
  for (const entry of keysOf(declared?.entries ?? {}, given.entries)) {
    const place = [...path, "entries", entry];
    const value = own(given.entries, entry);
    if (entry.length > LIMITS.name || !/^[\w.-]+$/.test(entry) || entry === "__proto__") {
      const facts = { name: entry.slice(0, 40), store: name, limit: LIMITS.name };
      report.error(place, setupError.explain("secret-name-unfit", facts));
    }
    const secret = `The secret "${entry}" of the secret store "${name}"`;
    const config = ["secretStores", name, "entries", entry];
    const missing = { what: secret, lacks: "value", config, kind: { example: "<value>", secret: true } };
    if (requiredInput(value, missing, place, report, false)) {
      const inputType = own(declared?.entries, entry)?.inputType;
      const checked = checkedInput(value, (text) => problemOf(secret, inputType, text), place, report);
      contents[entry] = { value: pulumi.secret(checked) };
    }
  }
  return contents;
}

function problemOf(secret: string, inputType: string | undefined, text: string): Problem | undefined {
  const wanted = wantedInstead(inputType, text);
  const size = Buffer.byteLength(text);
  if (text === "") {
    return setupError.explain("secret-empty", { what: secret });
  }
  if (wanted !== undefined) {
    return setupError.explain("value-of-other-type", { what: secret, wanted, type: inputType });
  }
  const facts = { what: secret, size: `${size} bytes`, limit: LIMITS.value };
  return size > LIMITS.value ? setupError.explain("value-too-long", facts) : undefined;
}
