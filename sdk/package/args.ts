/** How the project is built. Everything is optional: without arguments the build is the one `fastly compute build` does. */
export interface BuildArgs {
  /**
   * The shell command that writes `bin/main.wasm`, run by `sh -c` in the project's directory.
   *
   * Default: `[scripts] build` of the manifest, or else the Fastly CLI's default command for the language.
   */
  command?: string;
  /**
   * Whether `pulumi preview` builds. With `false` a preview uses what is in the cache and otherwise shows the package's
   * hash as unknown.
   *
   * Default: `true`, so that a broken build shows before the update. The update does not build again.
   */
  onPreview?: boolean;
  /**
   * Skips the check of the language's toolchain before a build, as `--skip-verification` of the Fastly CLI does.
   *
   * Default: `false`.
   */
  skipVerification?: boolean;
  /**
   * How many seconds the build command may take, and then again `post_build`. When the time is over, all processes of
   * the command are stopped and the deployment fails.
   *
   * Default: no limit, as the Fastly CLI's `--timeout`.
   */
  timeoutSeconds?: number;
  /**
   * Environment variables for the build, above the manifest's `env_vars` and `env_file`. Of the variables of the process
   * a build sees only those that the guide lists, `PATH`, `HOME` and those of the toolchains: name here what else it needs.
   * A change of a value builds again.
   *
   * Default: none.
   */
  environment?: Record<string, string>;
  /**
   * The files that the result depends on, as glob patterns relative to the project's directory: `src/**`, `../lib/**`. A
   * pattern without such a sign is a file or all of a directory; one with `!` in front leaves out. Patterns for files below
   * the root narrow: only what they match counts, and the project's own directory as a whole where none of them is about
   * that. Patterns for files outside of the root add. A pattern that matches nothing is an error.
   *
   * Default: everything below the root that git does not ignore. The root is the git work tree, else the outermost of the
   * Pulumi project's directory, a workspace and a lock file.
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

/** What goes into the package besides the build's output, or instead of it. */
export interface PackageArgs {
  /**
   * A ready-made package, relative to the project's directory. A Wasm file is packed with the manifest. A `.tar.gz`,
   * made by `fastly compute build` or `pack`, is deployed as it is. Nothing is built.
   *
   * Default: none; the project is built.
   */
  path?: string;
  /**
   * The files hash that the package must have, as `fastly compute hash-files` prints it. Any other stops the
   * deployment. Use it to deploy exactly the artefact that was tested.
   *
   * Default: any.
   */
  expectHash?: string;
  /**
   * Goes back to the package that this version of the service has, without a build. Everything else stays as it is
   * declared. The package is looked for as with `fromHash`. The service is the one that was last deployed from this
   * directory, else the one that the manifest names. When the stack turns out to have another one, the preview fails.
   *
   * Default: none.
   */
  fromVersion?: number;
  /**
   * Goes back to the package with this files hash, without a build: one of the last five that were deployed from this
   * directory, built or promoted, which are kept in `.fastly-compute/packages`.
   *
   * Default: none.
   */
  fromHash?: string;
  /**
   * More files and directories for the package, relative to the project's directory and inside it. Symbolic links are
   * refused. Of the whole directory, `.`, its `pkg` and `node_modules` are left out unless they are named as well.
   *
   * Default: none; the package consists of `fastly.toml` and `bin/main.wasm`.
   */
  include?: string[];
}

/** A project whose package is wanted. */
export interface PackageRequest {
  /** The project's directory, absolute. */
  directory: string;
  /** Where the Pulumi program runs. Default: here. */
  program?: string;
  /** The manifest's `name`, as it is written there. */
  name: string;
  /** The manifest's `language`. */
  language?: string;
  /** The manifest's `[scripts]`. */
  scripts: { build?: string; postBuild?: string; envVars: string[]; envFile?: string };
  /** What goes into the package as `fastly.toml`. */
  manifestText: string;
  /** The manifest as the user knows it, for messages: `app/fastly.toml`. */
  manifestName: string;
  build?: BuildArgs;
  package?: PackageArgs;
  /** Whether this is a preview; see `BuildArgs.onPreview`. */
  preview: boolean;
  /** Where messages and the build's output go; ephemeral ones need not be kept. */
  log(severity: "debug" | "info" | "warning", message: string, ephemeral?: boolean): void;
  /** Tells what is live, when nothing is known here of a build of these sources. */
  live?(): Promise<LivePackage | undefined>;
  /** Stops the build and everything it started. */
  signal?: AbortSignal;
}

/** A package that is live. */
export interface LivePackage {
  /** What it was made from; see `Package.sources`. */
  sources: string;
  filesHash: string;
  size?: number;
}

/** A package that is ready to be uploaded, or live already. */
export interface Package {
  /** The archive, absolute. It need not be there when the package is live. */
  path: string;
  /** The sanitised name: of the archive, and of the directory in it. */
  name: string;
  /** The files hash, as Fastly computes it. */
  filesHash: string;
  /** The size of the archive in bytes; undefined when it is live, and Fastly does not tell. */
  size?: number;
  /** Whether a build ran for this. */
  built: boolean;
  /**
   * A digest of what it was made from, the same on every machine; undefined when it was not built from sources. Of the
   * sources that give the same package the first: it is in the version's comment, which changes only with the package.
   */
  sources?: string;
  /** Whether it is live and was not made here. */
  isLive?: boolean;
}
