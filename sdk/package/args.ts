/**
 * How the project is built. Everything is optional: without arguments the build is the same as `fastly compute build`.
 */
export interface BuildArgs {
  /**
   * The shell command that writes `bin/main.wasm`. `sh -c` runs it in the directory of `fastly.toml`.
   *
   * Default: `[scripts] build` of the manifest, or else the Fastly CLI's default command for the language.
   */
  command?: string;
  /**
   * Whether `pulumi preview` builds. With `false` a preview uses the result in the cache. Without one it shows the
   * package's hash as unknown.
   *
   * Default: `true`, so that a preview already reports a broken build. The update does not build again.
   */
  onPreview?: boolean;
  /**
   * Skips the check of the language's toolchain before a build, as `--skip-verification` of the Fastly CLI does.
   *
   * Default: `false`.
   */
  skipVerification?: boolean;
  /**
   * How many seconds the build command may take. `post_build` may take as long again. When the time is over, all
   * processes of the command are stopped and the deployment fails.
   *
   * Default: no limit, as with the Fastly CLI's `--timeout`.
   */
  timeoutSeconds?: number;
  /**
   * Environment variables for the build. They override the manifest's `env_vars` and `env_file`. A build only sees a
   * few variables of Pulumi's process: `PATH`, `HOME` and those of the toolchains (see the guide). Name here what else
   * the build needs. A changed value starts a new build.
   *
   * Default: none.
   */
  environment?: Record<string, string>;
  /**
   * The files that the result depends on, as glob patterns: `src/**`, `../lib/**`. Patterns are relative to the
   * directory of `fastly.toml`.
   *
   * - A pattern without a glob character is a file, or a whole directory.
   * - A pattern with `!` in front leaves files out.
   * - With patterns for files below the root, only matching files count there. But the project's own directory counts as
   *   a whole when no such pattern is about it.
   * - Patterns for files outside of the root add these files.
   * - A pattern that matches nothing is an error.
   *
   * Default: everything below the root that git does not ignore. The root is the git work tree. Without git it is the
   * outermost of three directories: the Pulumi project's, a workspace's and a lock file's.
   */
  inputs?: string[];
  /**
   * Whether a build is skipped when nothing that it could see has changed. With `false` every preview and every update
   * builds.
   *
   * Default: `true`.
   */
  cache?: boolean;
}

/** The files in the package besides the build's output, or a ready-made package instead. */
export interface PackageArgs {
  /**
   * A ready-made package, relative to the directory of `fastly.toml`. A Wasm file is packed with the manifest. A
   * `.tar.gz` from `fastly compute build` or `pack` is deployed as it is. Nothing is built.
   *
   * Default: none. The project is built.
   */
  path?: string;
  /**
   * The files hash that the package must have, as `fastly compute hash-files` prints it. Any other hash stops the
   * deployment. Use it to deploy exactly the artefact that was tested.
   *
   * Default: any.
   */
  expectHash?: string;
  /**
   * Goes back to the package of this version of the service, without a build. Everything else stays as declared. The
   * package is found as with `fromHash`. The service is the one last deployed from this directory, else the one in the
   * manifest. When the stack turns out to have another service, the preview fails.
   *
   * Default: none.
   */
  fromVersion?: number;
  /**
   * Goes back to the package with this files hash, without a build. It must be one of the last five packages deployed
   * from this directory. They are kept in `.fastly-compute/packages`.
   *
   * Default: none.
   */
  fromHash?: string;
  /**
   * More files and directories for the package, inside the directory of `fastly.toml` and relative to it. Symbolic links
   * are refused. The whole directory, `.`, comes without its `pkg` and `node_modules`, unless those are named too.
   *
   * Default: none. The package has `fastly.toml` and `bin/main.wasm`.
   */
  include?: string[];
}

/** A project to make a package of. */
export interface PackageRequest {
  /** The project's directory, absolute. */
  directory: string;
  /** The directory of the Pulumi program. Default: the working directory. */
  program?: string;
  /** The manifest's `name`, as written there. */
  name: string;
  /** The manifest's `language`. */
  language?: string;
  /** The manifest's `[scripts]`. */
  scripts: { build?: string; postBuild?: string; envVars: string[]; envFile?: string };
  /** The text of `fastly.toml` in the package. */
  manifestText: string;
  /** The manifest's name in messages: `app/fastly.toml`. */
  manifestName: string;
  build?: BuildArgs;
  package?: PackageArgs;
  /** Whether this is a preview; see `BuildArgs.onPreview`. */
  preview: boolean;
  /** Takes messages and the build's output. Ephemeral ones need not be kept. */
  log(severity: "debug" | "info" | "warning", message: string, ephemeral?: boolean): void;
  /** Returns the live package. Called when no build of these sources is known here. */
  live?(): Promise<LivePackage | undefined>;
  /** Stops the build and everything it started. */
  signal?: AbortSignal;
}

/** The live package of a service. */
export interface LivePackage {
  /** The fingerprint of its sources: see `Package.sources`. */
  sources: string;
  filesHash: string;
  size?: number;
}

/** A package that is ready for upload, or live already. */
export interface Package {
  /** The absolute path of the archive. The archive may be missing when the package is live. */
  path: string;
  /** The sanitised name: of the archive, and of the directory inside it. */
  name: string;
  /** The files hash, as Fastly computes it. */
  filesHash: string;
  /** The size of the archive in bytes. Undefined when it is live and Fastly does not give it. */
  size?: number;
  /** Whether a build ran to make it. */
  built: boolean;
  /**
   * A digest of its sources, the same on every machine. Undefined when it was not built from sources. When several
   * sources give the same package, the first digest stays. The version's comment has the digest, and must change only
   * with the package.
   */
  sources?: string;
  /** Whether the package is live and was not made here. */
  isLive?: boolean;
}
