import { blocks, string } from "../bridge/schema";
import { formBlock } from "./formBlock";

export const domain = formBlock({
  field: blocks("domain", "domains", [string("comment"), string("name", { required: true })]),
  path: ["domain"],
  listError: "Domains for",
});
