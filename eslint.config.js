import comments from "@eslint-community/eslint-plugin-eslint-comments/configs";
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";

export default defineConfig(
  // AssemblyScript only looks like TypeScript; its own compiler checks it.
  globalIgnores([
    "**/dist/",
    "coverage/",
    "runs/",
    "packages/tensor/kernels/**/*.ts",
    "bench/roof/*.ts",
    "**/*.generated.ts",
  ]),

  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  comments.recommended,

  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Draw from a seeded generator (random.ts).",
        },
      ],
      // An exception stands beside its reason, and covers one line.
      "@eslint-community/eslint-comments/require-description": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",

      // Numbers and flags print as one expects.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // `onDone(() => close())` returns nothing to anybody.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Off: array reads are typed as present (see tsconfig.base.json), so this would call an honest
      // `=== undefined` at the end of a list unnecessary.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Off: a counted loop over elements is faster than for-of, and reads like the formula's index.
      "@typescript-eslint/prefer-for-of": "off",
      // Off: an export may state its type where a literal shows it.
      "@typescript-eslint/no-inferrable-types": "off",
      // Off: an interface may promise what one implementation has at once.
      "@typescript-eslint/require-await": "off",
      // A leading underscore says that a parameter is there for its place.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },

  {
    files: ["{packages/*,bench}/src/**"],
    rules: { "max-lines": ["error", 300] },
  },

  {
    files: ["packages/{tensor,autograd,attention}/src/**"],
    ignores: ["packages/attention/src/data/files/**"],
    rules: {
      "no-console": "error",
      // Present where these packages are checked, absent or another thing where they may run.
      "no-restricted-globals": [
        "error",
        ...["process", "Buffer", "global", "require", "setImmediate", "__dirname", "__filename"],
        ...["name", "origin", "location", "close", "self"],
      ],
    },
  },

  {
    files: ["**/*.{js,cjs,mjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ["**/*.cjs"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
);
