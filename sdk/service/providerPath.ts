import { resolve } from "node:path";
import * as fastly from "@pulumi/fastly";
import type { Package } from "../package";
import type { Deployment } from "../plan/deployment";
import { fromProgram } from "../plan/project";
import { construction } from "../pulumi/construction";
import { isRunner } from "../pulumi/failure";
import { START_DIRECTORY } from "../pulumi/startDirectory";

/**
 * The path by which the provider finds the package. It is relative, and so the same on every machine, where a relative
 * path leads to the package.
 *
 * The provider starts in the program's directory as the engine knows it. Pulumi's runner starts there too. An inline
 * program of the Automation API without `main` in its project settings runs elsewhere. Only the provider knows its own
 * directory then. So the provider computes the hash of the file at the path, in preview too. The provider reads the
 * file itself only to upload it, after the preview has promised that.
 */
export async function pathForProvider({ path, filesHash }: Package, deployment: Deployment): Promise<string> {
  const { project } = deployment;
  const filename = packageFile(project, path);
  const isSurelyThere = construction() !== undefined || isRunner();
  const { provider, isFastlyThere } = deployment.credentials;
  if (isSurelyThere || !isFastlyThere) {
    return filename;
  }
  const found = await fastly.getPackageHash({ filename }, { provider }).catch(() => undefined);
  return found?.hash === filesHash ? filename : resolve(path);
}

/** The path of a package from the directory in which the program was started. The program may be elsewhere by now. */
export function packageFile(project: Deployment["project"], path: string): string {
  return fromProgram(isRunner() ? { program: START_DIRECTORY } : project, path);
}
