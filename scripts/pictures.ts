/**
 * Makes the pictures of the documents as SVG, for light and for dark pages: the concepts, and the terminal after an
 * `up`. The run is a real one, of the README's program on the local Fastly API.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createDisplay } from "../local/index";
import { flowSvg } from "./pictures/flow";
import { FLOWS } from "./pictures/flows";
import { type Screen, screenOf } from "./pictures/screen";
import { terminalSvg } from "./pictures/terminal";
import { THEMES, type Theme } from "./pictures/theme";
import { withShop } from "./shop";

const IMAGES = resolve(__dirname, "../docs/images");

/** The typed command. The run uses the same code. */
const COMMAND = "npx fastly-compute-local up --stack staging";

const COLUMNS = 92;

/** The screen of a terminal at the end of the run. */
export async function shownByUp(): Promise<Screen> {
  // With the local API the command writes nothing into the manifest.
  const { FASTLY_COMPUTE_LOCAL_API: before } = process.env;
  delete process.env.FASTLY_COMPUTE_LOCAL_API;
  try {
    return await withShop("[setup.kv_stores.pages]\n", async ({ stack }) => {
      let written = `\x1b[90m$\x1b[0m ${COMMAND}\r\n`;
      const terminal = {
        write: (text: string) => {
          written += text;
        },
        isTTY: true,
        columns: COLUMNS,
        rows: 60,
      };
      const display = createDisplay(terminal, { color: true });
      const { ok } = await stack.up({ onEvent: (event) => display.show(event) });
      display.close();
      if (!ok) {
        throw new Error(written);
      }
      return screenOf(written, COLUMNS);
    });
  } finally {
    if (before !== undefined) {
      process.env.FASTLY_COMPUTE_LOCAL_API = before;
    }
  }
}

const THEME_NAMES = Object.keys(THEMES) as Theme[];

/** The pictures of the run, by the paths of their files. */
export function picturesOfUp(screen: Screen): [file: string, svg: string][] {
  return THEME_NAMES.map((theme) => [join(IMAGES, `up-${theme}.svg`), terminalSvg(screen, theme, COLUMNS)]);
}

/** The pictures of the concepts, by the paths of their files. */
export function picturesOfConcepts(): [file: string, svg: string][] {
  return Object.entries(FLOWS).flatMap(([name, flow]) =>
    THEME_NAMES.map((theme): [string, string] => [join(IMAGES, `${name}-${theme}.svg`), flowSvg(flow, theme)]),
  );
}

if (require.main === module) {
  shownByUp().then((screen) => {
    mkdirSync(IMAGES, { recursive: true });
    for (const [file, svg] of [...picturesOfConcepts(), ...picturesOfUp(screen)]) {
      writeFileSync(file, svg);
    }
  });
}
