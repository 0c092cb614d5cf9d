import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

describe("a component with a colon in its name, which can have no configuration", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("gets its missing values from the arguments that the error names", async () => {
    const sections = '[setup.backends.api]\n[setup.log_endpoints.access]\nprovider = "https"\n';
    writeFileSync(join(test.directory, "fastly.toml"), `${MANIFEST}\n${sections}`);
    test.declare({}, {}, "a:b");
    const told = await test.refused();
    assert.doesNotMatch(told, /pulumi config/);
    assert.match(told, /^ {2}Set \[backends\.api\.address\] to <hostname or IP address> in the program$/m);
    assert.match(told, /^ {2}Set \[logEndpoints\.access\.https\.url\] to <url> in the program$/m);
    assert.match(told, /without this log endpoint, set \[logEndpoints\.access\.enabled\] to false in the program$/m);
    const backends = { api: { address: "a.example.com" } };
    test.declare({ backends, logEndpoints: { access: { https: { url: "https://logs.example.com" } } } }, {}, "a:b");
    await test.succeed();

    test.declare(
      { backends, logEndpoints: { access: { s3: { bucketName: "logs", s3IamRole: "arn:aws:iam::1:role/r" } } } },
      {},
      "a:b",
    );
    const moved = await test.refused();
    assert.match(
      moved,
      /Run pulumi up once with logEndpoints: \{ "access": \{ enabled: false \} \}, then again without this line\.$/m,
    );
    test.declare({ backends, logEndpoints: { access: { enabled: false } } }, {}, "a:b");
    await test.succeed();
    test.declare(
      { backends, logEndpoints: { access: { s3: { bucketName: "logs", s3IamRole: "arn:aws:iam::1:role/r" } } } },
      {},
      "a:b",
    );
    await test.succeed();
    await test.assertUnchanged();
  });
});
