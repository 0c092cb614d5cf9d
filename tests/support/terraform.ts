import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findOnPath } from "../../local/onPath";

const PROVIDER = "terraform-provider-fastly";

/** The programs for Terraform and Fastly's provider that are missing on PATH. Undefined when both are there. */
export function missingForTerraform(): string | undefined {
  return ["terraform", PROVIDER].find((name) => findOnPath(name, process.env) === undefined);
}

/**
 * Applies one configuration with the real Terraform to a local API. It does not block, as the API lives in this
 * process.
 */
export async function terraformApply(
  api: { url: string; token: string },
  directory: string,
  configuration: string,
): Promise<void> {
  const provider = dirname(findOnPath(PROVIDER, process.env) ?? "");
  const settings = join(directory, "terraform.rc");
  const override = `dev_overrides { "fastly/fastly" = ${JSON.stringify(provider)} }`;
  writeFileSync(settings, `provider_installation {\n  ${override}\n  direct {}\n}\n`);
  writeFileSync(join(directory, "main.tf"), configuration);
  await promisify(execFile)("terraform", ["apply", "-auto-approve", "-input=false", "-no-color"], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: settings,
      FASTLY_API_KEY: api.token,
      FASTLY_API_URL: api.url,
    },
  });
}
