import { resolve } from "node:path";
import type { Explanation } from "../errors/explanation";
import { FILE_LIMITS, readRegularText, whyUnread } from "../system/files";
import { aclError } from "./aclErrors";
import { normalCidr } from "./cidr";
import type { Report } from "./report";

/** Fastly's names for the actions. */
const ACTIONS = new Map([
  ["block", "BLOCK"],
  ["allow", "ALLOW"],
]);

/** How many wrong entries of one list are reported at most. */
const MOST_ERRORS = 20;

/** Collects the entries of one list, each by its CIDR in the form that Fastly returns. */
export class AclEntries {
  readonly actions = new Map<string, string>();
  /** The entries as written, for messages. */
  private readonly written = new Map<string, string>();
  private errors = 0;

  constructor(
    private readonly list: string,
    private readonly path: string[],
    private readonly report: Report,
  ) {}

  add(written: string, action: unknown, place: string): void {
    const { list } = this;
    const cidr = normalCidr(written);
    const wanted = ACTIONS.get(String(action).toLowerCase());
    if (cidr === undefined) {
      this.error(aclError.explain("acl-address-unfit", { list, place, entry: written.slice(0, 60) }));
    } else if (wanted === undefined) {
      this.error(
        aclError.explain("acl-action-unknown", { list, place, entry: written, action: String(action).slice(0, 40) }),
      );
    } else if (this.actions.has(cidr) && this.actions.get(cidr) !== wanted) {
      const entries = [this.written.get(cidr), written];
      this.error(aclError.explain("acl-action-twice", { list, place, cidr, entries }));
    } else {
      this.actions.set(cidr, wanted);
      this.written.set(cidr, written);
    }
  }

  /** Adds the entries of a text file, one per line: an address or CIDR, and its action unless that is to block. */
  addFile(directory: string, file: string): void {
    let text: string;
    try {
      text = readRegularText(resolve(directory, file), FILE_LIMITS.data);
    } catch (error) {
      this.error(
        aclError.explain("acl-file-unreadable", { list: this.list, place: `"${file}"`, is: whyUnread(error) }),
      );
      return;
    }
    for (const [index, line] of text.split("\n").entries()) {
      const [cidr = "", action = "block", ...more] = line
        .replace(/#.*/, "")
        .trim()
        .split(/[\s,]+/);
      const place = `Line ${index + 1} of "${file}"`;
      if (more.length > 0) {
        this.error(aclError.explain("acl-line-unfit", { list: this.list, place }));
      } else if (cidr !== "") {
        this.add(cidr, action, place);
      }
    }
  }

  private error(explanation: Explanation): void {
    this.errors++;
    if (this.errors <= MOST_ERRORS) {
      this.report.error(this.path, explanation);
    }
  }
}
