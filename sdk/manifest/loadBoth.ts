import { ComputeError } from "../errors";
import { type Diagnostic, DiagnosticsError, diagnostic } from "../errors/diagnostics";
import type { Explanation } from "../errors/explanation";
import { manifestError } from "./errors";
import { type LoadedManifest, loadManifest } from "./load";

/** A file, by its path and by its name in messages. */
interface ManifestFile {
  path: string;
  shown: string;
}

/**
 * Reads `fastly.toml` and the file of an environment. When both have errors, one error lists those of both: a user who
 * corrects one file should not learn only then of the other.
 *
 * @throws ComputeError as {@link loadManifest} does.
 */
export function loadBoth(base: ManifestFile, environment: ManifestFile): [LoadedManifest, LoadedManifest] {
  const first = attempt(() => loadManifest(base.path, base.shown));
  const second = attempt(() => loadManifest(environment.path, environment.shown, "environment"));
  if (!(first instanceof ComputeError) && !(second instanceof ComputeError)) {
    return [first, second];
  }
  const errors = [first, second].filter((each) => each instanceof ComputeError);
  const [error, other] = errors;
  if (error !== undefined && other === undefined) {
    throw error;
  }
  throw new DiagnosticsError(
    manifestError.explain("manifest-unusable", { file: base.shown, environmentFile: environment.shown }),
    errors.flatMap(problemsOf),
  );
}

function attempt(load: () => LoadedManifest): LoadedManifest | ComputeError {
  try {
    return load();
  } catch (error) {
    if (error instanceof ComputeError) {
      return error;
    }
    throw error;
  }
}

/** An error that is no list is one problem. Its words already name the file. */
function problemsOf(error: ComputeError): readonly Diagnostic[] {
  return error instanceof DiagnosticsError
    ? error.diagnostics
    : [diagnostic("error", error as ComputeError & Explanation)];
}
