import { join } from "node:path";
import { packageError } from "./errors";

/** Letters that the Fastly CLI spells out in ASCII. It drops all others beyond ASCII. */
const spelling: Record<string, string> = Object.fromEntries(
  Object.entries({
    A: "ÀÁÂÃÄ",
    AA: "Å",
    AE: "Æ",
    C: "Ç",
    D: "Ð",
    E: "ÈÉÊË",
    I: "ÌÍÎÏ",
    L: "Ł",
    N: "Ñ",
    O: "ÒÓÔÕ",
    OE: "ÖØŒ",
    SS: "ẞ",
    TH: "Þ",
    U: "ÙÚÛ",
    UE: "Ü",
    Y: "Ý",
    a: "àáâã",
    aa: "å",
    ae: "äæ",
    c: "ç",
    d: "ð",
    e: "èéêë",
    i: "ìíîï",
    l: "ł",
    n: "ñń",
    o: "òóôõō",
    oe: "öøœ",
    s: "ś",
    ss: "ß",
    th: "þ",
    u: "ùúûū",
    ue: "ü",
    y: "ýÿ",
    z: "ż",
  }).flatMap(([ascii, letters]) => [...letters].map((letter) => [letter, ascii])),
);

/**
 * The name of a package's archive and of the directory inside it. It is made from the manifest's `name` as the Fastly
 * CLI does: `Default Rust_template.v1/x` becomes `Default-Rust-template-v1-x`.
 *
 * Throws a `ComputeError` when nothing is left of the name. (The CLI then writes `pkg/.tar.gz` or fails with an
 * unrelated message.)
 */
export function packageName(name: string): string {
  const result = [...name.replace(/[./]/g, "-").trim()]
    .map((character) => spelling[character] ?? character)
    .join("")
    .replace(/[ &_=+:]/g, "-")
    .replace(/[^A-Za-z0-9-]/g, "")
    .replace(/-+/g, "-");
  if (result === "") {
    throw packageError("package-name-empty", { name });
  }
  return result;
}

/** The path of a project's archive, known before the build: `<directory>/pkg/<sanitised name>.tar.gz`. */
export function archivePath(directory: string, name: string): string {
  return join(directory, "pkg", `${packageName(name)}.tar.gz`);
}
