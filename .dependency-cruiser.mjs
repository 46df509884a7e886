/**
 * Which way imports run. Type-only imports vanish when compiled and may go up; values may not.
 * Each list below goes from the ground up: a file imports from its own floor or from lower ones.
 */
const packages = [
  "packages/tensor/",
  "packages/autograd/",
  "packages/(testing|attention)/",
  "bench/",
  "(packages/cli|examples|test)/",
];

const src = "packages/tensor/src/";
const floors = [
  "(errors|shape|dtype|random)\\.ts",
  "(storage|scope|operand|backend|tensor)\\.ts",
  "(kernel|kernelText|op|apply|attributes|copy|create|elementwise|foldedAxes|gates|indices|matrices|normalizedRows|rows|slabs)\\.ts",
  "ops/",
  "(operators|algebra)\\.ts",
  "backends/",
  "(index|vite)\\.ts",
].map((floor) => src + floor);

const fileReaders = "packages/attention/src/data/files/";

const anyOf = (paths) => `^(${paths.join("|")})`;

/** No value of a higher floor, for every floor but the top one. */
const noImportsUp = (name, floors) =>
  floors.slice(0, -1).map((floor, i) => ({
    name,
    severity: "error",
    from: { path: anyOf([floor]) },
    to: { path: anyOf(floors.slice(i + 1)), dependencyTypesNot: ["type-only"] },
  }));

export default {
  forbidden: [
    ...noImportsUp("no-import-up-between-packages", packages),
    ...noImportsUp("no-import-up-in-tensor", floors),
    {
      name: "every-tensor-file-has-a-floor",
      comment: "Say in .dependency-cruiser.mjs on which floor the new file stands.",
      severity: "error",
      from: { path: `^${src}`, pathNot: anyOf(floors) },
      to: {},
    },
    {
      name: "packages-meet-at-their-entrances",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: {
        path: "^packages/[^/]+/src/",
        pathNot: [
          "^packages/$1/",
          "^packages/[^/]+/src/index\\.ts$",
          `^${fileReaders}`,
          `^${src}backends/gpu/(gpuBackend|nodeWebGpu)\\.ts$`,
          `^${src}vite\\.ts$`,
          "^packages/testing/src/vitest\\.ts$",
        ],
      },
    },
    {
      name: "gpu-js-only-for-who-asks",
      comment: "gpu.js weighs a megabyte: only the entrance @heed/tensor/gpu may lead to it.",
      severity: "error",
      from: { path: `^${src}index\\.ts$` },
      to: { path: "node_modules/(gpu\\.js|webgpu)/", reachable: true },
    },
    {
      name: "operators-stand-alone",
      comment:
        "An operator builds on others through the algebra it is given, not by importing them.",
      severity: "error",
      from: { path: `^${src}ops/` },
      to: { path: `^${src}ops/`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "backends-stand-alone",
      severity: "error",
      from: { path: `^${src}backends/([^/]+)/` },
      to: {
        path: `^${src}(backends|ops)/`,
        pathNot: `^${src}backends/$1/`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "gpu-js-in-one-folder",
      comment: "But for the benchmark of something in gpu.js that the backend does not use.",
      severity: "error",
      from: { pathNot: [`^${src}backends/gpu/`, "^bench/src/gpuPipeline\\.ts$"] },
      to: { path: "node_modules/gpu\\.js/" },
    },
    {
      name: "no-node-in-the-engine",
      comment: "The engine runs in a browser's Worker; only the file readers may ask for files.",
      severity: "error",
      from: {
        path: "^packages/(tensor|autograd|attention)/src/",
        pathNot: `^${fileReaders}`,
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "file-readers-by-their-own-entrance",
      comment: "Import @heed/attention/files/…: what the index reaches must run in a Worker.",
      severity: "error",
      from: { path: "^packages/attention/src/", pathNot: `^${fileReaders}` },
      to: { path: `^${fileReaders}`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "bench-starts-without-a-browser",
      comment:
        "Chromium and vite are for the scripts of places; the command must run without them.",
      severity: "error",
      from: { path: "^bench/src/index\\.ts$" },
      to: { path: "node_modules/(playwright-core|vite)/", reachable: true },
    },
    {
      name: "no-circle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-barrel",
      comment: "Name the file you want: only a package as a whole has an index.",
      severity: "error",
      from: { path: "(^|/)index\\.ts$", pathNot: "^(packages/[^/]+|bench)/src/index\\.ts$" },
      to: {},
    },
    {
      name: "no-dev-dependency-in-src",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      // What is a peer, too, is there wherever the file is asked for.
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm-peer"] },
    },
    {
      name: "no-undeclared-dependency",
      severity: "error",
      from: {},
      // A peer counts as undeclared, too.
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer"] },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      // The command starts what `tsc` built, if it has.
      from: { pathNot: "^packages/cli/bin/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: [
        "^(packages/[^/]+|bench|examples|test)/dist/",
        "^packages/tensor/kernels/",
        "^bench/roof/roof\\.ts$",
        // A package of its own, whose dependencies are there only once somebody asked for them.
        "^bench/peers/",
      ],
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["heed-source", "import", "node", "default"],
    },
  },
};
