#!/usr/bin/env node
// A dynamic import, so that nothing newer than an old Node is loaded before the check.
import "./needNode.cjs";

await import("../dist/main.js");
