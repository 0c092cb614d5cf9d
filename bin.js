#!/usr/bin/env node
// Not compiled, so that npm finds it when it makes the command, which is before there is a build.
require("./dist/command").run();
