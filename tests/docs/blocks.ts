import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(__dirname, "../..");

/** A fenced block of a document. */
export interface Block {
  /** The place of its first line: `README.md:27`. */
  place: string;
  /** The nearest heading above it. */
  heading: string;
  /** The word after the fence: `ts`, `sh`. Empty without one. */
  language: string;
  text: string;
  /** The file's name, when the line above names it: "In `Pulumi.yaml`:". */
  file?: string;
}

/** A command in the running text: `npm run bench`. */
export interface InlineCommand {
  place: string;
  text: string;
}

const NO_DOCUMENTS = /^(node_modules|dist|tests|\..*)$/;

/** All documents of the repository, except those of the tests. */
export function documents(directory = ""): string[] {
  return readdirSync(join(ROOT, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      return NO_DOCUMENTS.test(entry.name) ? [] : documents(path);
    }
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let heading = "";
  let paragraph = "";
  const lines = linesOf(document);
  for (const [index, line] of lines.entries()) {
    if (/^\s+```/.test(line)) {
      throw new Error(`${document}:${index + 1} has a block that is indented, which no test would run`);
    }
    const [, fence] = /^```(.*)$/.exec(line) ?? [];
    if (open !== undefined && fence === undefined) {
      open.text += `${line}\n`;
    } else if (open !== undefined) {
      blocks.push(open);
      open = undefined;
      paragraph = "";
    } else if (fence !== undefined) {
      open = { place: `${document}:${index + 2}`, heading, language: fence, text: "", file: fileIn(paragraph) };
    } else if (line.startsWith("#")) {
      heading = line.replace(/^#+ /, "");
      paragraph = "";
    } else if (line !== "") {
      paragraph = lines[index - 1] === "" ? line : `${paragraph} ${line}`;
    }
  }
  return blocks;
}

function fileIn(paragraph: string): string | undefined {
  return /\bin `([\w-]+\.(?:ya?ml|json|toml))`[^`]*:$/i.exec(paragraph)?.[1];
}

export function commandsInText(document: string): InlineCommand[] {
  return linesOutsideBlocks(document).flatMap((line, index) =>
    [...line.matchAll(/`((?:npm|npx|pulumi|cargo|fastly|git|node|gh) [^`]+)`/g)].map(([, text = ""]) => ({
      place: `${document}:${index + 1}`,
      text,
    })),
  );
}

/** The lines of a document. Those of fenced blocks are empty. */
export function linesOutsideBlocks(document: string): string[] {
  let fenced = false;
  return linesOf(document).map((line) => {
    const isFence = line.startsWith("```");
    fenced = fenced !== isFence;
    return fenced || isFence ? "" : line;
  });
}

/** The words of a shell line. Quotes group words, as far as documents use them. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|<[^>]*>|[^\s'"])+/g)].map(([word]) => word.replace(/['"]/g, ""));
}

function linesOf(document: string): string[] {
  return readFileSync(join(ROOT, document), "utf8").split("\n");
}
