import assert from "node:assert/strict";
import { type Drift, driftOf } from "../../sdk/command/drift";
import { fastlyClient } from "../../sdk/fastly/client";
import type { InlineStack } from "./inlineStack";

/** The drift of a stack, by the state that the stack has now, without the program. */
export async function driftIn(test: InlineStack): Promise<Drift> {
  const exported = { deployment: { resources: await test.resources() } };
  const found = await driftOf(
    JSON.parse(JSON.stringify(exported)),
    undefined,
    fastlyClient(test.fastly.url, test.fastly.token),
  );
  assert.doesNotMatch(JSON.stringify(found), /S3CRET/);
  return found;
}

/** Edits a copy of a version and activates it, like the web interface. Default: the active version. */
export async function edit(
  test: InlineStack,
  change: (version: string) => Promise<unknown> = async () => {},
): Promise<void> {
  const { id, versions } = test.fastly.service("shop");
  const active = versions.find(({ active }) => active)?.number;
  await test.call("PUT", `/service/${id}/version/${active}/clone`, {});
  const version = `/service/${id}/version/${versions.length + 1}`;
  await change(version);
  await test.call("PUT", `${version}/activate`, {});
  test.writes();
}

/** The commands of a remedy, up to its first alternative. */
export function commandsIn(remedy = ""): string[] {
  const [first = ""] = remedy.split("\nOr ", 1);
  return [...first.matchAll(/(?:^ {2}|: )((?:pulumi|fastly) .*)$/gm)].map(([, command = ""]) => command);
}

/** Carries out commands as a person does. Each must succeed. */
export async function carryOut(test: InlineStack, commands: readonly string[]): Promise<void> {
  assert.ok(commands.length > 0);
  for (const command of commands) {
    const urns = (option: string) =>
      [...command.matchAll(new RegExp(`${option} '([^']+)'`, "g"))].map(([, urn = ""]) => urn);
    const [, does, id, version] =
      /^fastly service-version (activate|stage) --service-id=(\w+) --version=(\d+)$/.exec(command) ?? [];
    if (does !== undefined) {
      await test.call("PUT", `/service/${id}/version/${version}/activate${does === "stage" ? "/staging" : ""}`, {});
    } else if (command.startsWith("pulumi state delete ")) {
      await test.takeOut(urns("--target-dependents")[0] ?? "", { force: command.includes(" --force") });
    } else if (command.startsWith("pulumi refresh ")) {
      await test.succeed("refresh", { target: urns("--target") });
    } else {
      assert.match(command, /^pulumi up( --refresh)?( --replace '[^']+')*$/);
      await test.succeed("up", { refresh: command.includes(" --refresh"), replace: urns("--replace") });
    }
  }
}
