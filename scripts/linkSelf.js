// The examples import this package by its name, as a user's program does. This makes the name resolve in the repository.
const { rmSync, symlinkSync } = require("node:fs");
const { join, resolve } = require("node:path");

const link = join(__dirname, "..", "node_modules", "pulumi-fastly-compute");
rmSync(link, { force: true });
symlinkSync(resolve(__dirname, ".."), link, "junction");
