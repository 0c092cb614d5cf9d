import { resolve } from "node:path";
import * as fastly from "@pulumi/fastly";
import type { Package } from "../package";
import type { Deployment } from "../plan/deployment";
import { fromProgram } from "../plan/project";
import { construction } from "../pulumi/construction";
import { isRunner } from "../pulumi/failure";

/** Where the program was when it had not been able to go elsewhere. */
const START = process.cwd();

/**
 * The path by which the provider finds the package: relative, the same on every machine, where that leads to it.
 *
 * The provider starts from the directory of the program as the engine knows it. An inline program of the Automation API
 * without `main` in its project settings is elsewhere, and so may a program be that changes its directory. Only the
 * provider knows: so it is asked for the hash of what it finds there, in preview already. It reads the path itself when
 * there is something to upload, which is after a preview that promised it.
 */
export async function pathForProvider({ path, filesHash }: Package, deployment: Deployment): Promise<string> {
  const filename = fromProgram(path);
  const isSurelyThere = construction() !== undefined || (isRunner() && process.cwd() === START);
  const { provider, isFastlyThere } = deployment.credentials;
  if (isSurelyThere || !isFastlyThere) {
    return filename;
  }
  const found = await fastly.getPackageHash({ filename }, { provider }).catch(() => undefined);
  return found?.hash === filesHash ? filename : resolve(path);
}
