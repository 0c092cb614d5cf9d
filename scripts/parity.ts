/** `npm run parity -- DIR`: deploys every manifest under DIR with the Fastly CLI and with the component. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Outcome, Verdict } from "./parity/judge";
import { hasServiceId } from "./parity/projects";
import { compareDeployments, compareOnExisting, compareWithUnknownService } from "./parity/run";

async function main(directory = "../shared/manifests"): Promise<void> {
  if (!existsSync(directory)) {
    console.error(`There is no ${directory}. Usage: npm run parity -- DIR`);
    process.exitCode = 2;
    return;
  }
  const totals: Record<Verdict, number> = { same: 0, better: 0, differ: 0, "refused by both": 0 };
  let unexplained = 0;
  const report = (name: string, { verdict, reasons, unexplained: open }: Outcome) => {
    totals[verdict] += 1;
    unexplained += open.length;
    console.log(
      [
        `${verdict}  ${name}`,
        ...reasons.map((line) => `    ${line}`),
        ...open.map((line) => `    UNEXPLAINED ${line}`),
      ].join("\n"),
    );
  };
  for (const path of manifestsUnder(directory)) {
    const manifest = readFileSync(path, "utf8");
    const name = relative(directory, path);
    report(name, await compareDeployments(manifest));
    if (hasServiceId(manifest)) {
      report(`${name} (with an id that Fastly does not know)`, await compareWithUnknownService(manifest));
      report(`${name} (on a service that exists)`, await compareOnExisting(manifest));
    }
  }
  console.log(
    `\n${totals.same} same, ${totals.better} better, ${totals.differ} differ, ${totals["refused by both"]} refused by both` +
      (unexplained === 0 ? "" : `; ${unexplained} differences have no reason`),
  );
  process.exitCode = unexplained === 0 ? 0 : 1;
}

function manifestsUnder(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const path = join(directory, name);
      return statSync(path).isDirectory() ? manifestsUnder(path) : name.endsWith(".toml") ? [path] : [];
    });
}

void main(process.argv[2]);
