import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { fastlyCli } from "../../tests/support/fastlyCli";
import { makeLogEndpointsByHand } from "./byHand";
import { judge, type Outcome } from "./judge";
import { deployOurs } from "./ours";
import { makeProjects, type Projects, withoutServiceId, withServiceId } from "./projects";
import { isGiven } from "./reasons";
import { snapshotOf } from "./snapshot";

/** Deploys a manifest twice, each time to a fresh local Fastly, and compares the results. */
export function compareDeployments(manifest: string): Promise<Outcome> {
  return deployBoth(withoutServiceId(manifest));
}

/** The same with the id in the manifest. A fresh local Fastly does not know that id. */
export function compareWithUnknownService(manifest: string): Promise<Outcome> {
  return deployBoth(manifest);
}

function deployBoth(manifest: string): Promise<Outcome> {
  return onFreshFastlys(manifest, async (projects, cli, ours) => {
    const cliError = await deployWithCli(projects.cli, cli);
    const ourError = await deployOurs(projects.ours, ours, false);
    return outcome(projects, cli, ours, cliError, ourError);
  });
}

/**
 * The same for an existing service that the CLI made from the manifest, with its id in the manifest. The CLI only
 * uploads the package. The component adopts the service, so that everything in `[setup]` exists afterwards.
 */
export function compareOnExisting(manifest: string): Promise<Outcome> {
  return onFreshFastlys(withoutServiceId(manifest), async (projects, cli, ours) => {
    for (const [directory, fastly] of [
      [projects.cli, cli],
      [projects.ours, ours],
    ] as const) {
      const failed = await deployWithCli(directory, fastly);
      if (failed !== undefined) {
        // There is nothing to adopt. The component itself says whether it refuses the manifest too.
        return judge({ cliError: failed, ourError: await deployOurs(projects.ours, ours, false) });
      }
      const [service] = fastly.services();
      writeFileSync(join(directory, "fastly.toml"), withServiceId(manifest, service?.id ?? ""));
    }
    const cliError = await deployWithCli(projects.cli, cli);
    const before = readFileSync(join(projects.ours, "fastly.toml"), "utf8");
    const ourError = await deployOurs(projects.ours, ours, true);
    const found = await outcome(projects, cli, ours, cliError, ourError);
    return readFileSync(join(projects.ours, "fastly.toml"), "utf8") === before
      ? found
      : { ...found, verdict: "differ", unexplained: [...found.unexplained, "fastly.toml was changed"] };
  });
}

async function outcome(
  { project }: Projects,
  cli: LocalFastly,
  ours: LocalFastly,
  cliError: string | undefined,
  ourError: string | undefined,
): Promise<Outcome> {
  if (cliError !== undefined || ourError !== undefined) {
    return judge({ cliError, ourError });
  }
  const madeByHand = await makeLogEndpointsByHand(cli, ours, isGiven);
  const all = { cli: snapshotOf(cli), ours: snapshotOf(ours), project: { ...project, madeByHand } };
  for (const name of madeByHand) {
    all.cli.set(`log.${name} made by`, "hand");
    all.ours.set(`log.${name} made by`, "component");
  }
  return judge({ deployments: all });
}

async function onFreshFastlys(
  manifest: string,
  work: (projects: Projects, cli: LocalFastly, ours: LocalFastly) => Promise<Outcome>,
): Promise<Outcome> {
  const [cli, ours] = [await LocalFastly.start({ edge: false }), await LocalFastly.start({ edge: false })];
  try {
    return await work(makeProjects(manifest), cli, ours);
  } finally {
    await Promise.all([cli.stop(), ours.stop()]);
  }
}

async function deployWithCli(directory: string, fastly: LocalFastly): Promise<string | undefined> {
  const run = fastlyCli({ url: fastly.url, token: fastly.token });
  try {
    await run(["compute", "pack", "--wasm-binary", "bin/main.wasm"], { cwd: directory });
    await run(["compute", "deploy", "-i", "--status-check-off"], { cwd: directory });
    return undefined;
  } catch (error) {
    const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
    return `${stderr ?? ""}${stdout ?? ""}` || message;
  }
}
