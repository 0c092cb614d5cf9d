import { blocks, int, string, strings } from "../bridge/schema";
import { formBlock } from "./formBlock";

export const healthcheck = formBlock({
  field: blocks("healthcheck", "healthchecks", [
    int("check_interval", { default: 5000 }),
    int("expected_response", { default: 200 }),
    strings("headers"),
    string("host", { required: true }),
    string("http_version", { default: "1.1" }),
    int("initial", { default: 3 }),
    string("method", { default: "HEAD" }),
    string("name", { required: true }),
    string("path", { required: true }),
    int("threshold", { default: 3 }),
    int("timeout", { default: 5000 }),
    int("window", { default: 5 }),
  ]),
  path: ["healthcheck"],
  listError: "Healthcheck for",
});
