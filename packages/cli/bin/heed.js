#!/usr/bin/env node
// A dynamic import, so that nothing newer than an old Node is loaded before the check.
import "./needNode.cjs";
import module from "node:module";

// From Node 22 on, what was compiled at the last start is not compiled again.
module.enableCompileCache?.();
await import("../dist/main.js");
