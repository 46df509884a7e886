// Stops in one line on a Node older than the one in package.json. Runs on old Nodes itself: plain CommonJS.
const need = require("../package.json").engines.node.match(/\d+/g).map(Number);
const have = process.versions.node.split(".").map(Number);

if (have[0] < need[0] || (have[0] === need[0] && have[1] < need[1])) {
  console.error(
    `heed needs Node ${need.join(".")} or newer; this is ${process.versions.node} (see nodejs.org)`,
  );
  process.exit(2);
}
