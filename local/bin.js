#!/usr/bin/env node
// Not compiled: npm looks for this file when it makes the command, which is before there is a build.
require("./dist/cli").run();
