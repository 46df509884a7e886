/**
 * @file The list of commands, in the order of `heed --help`. A new command is one file in
 * `commands/` and one line here. Each is loaded when it is asked for: of three hundred small files
 * loading is what a short command takes longest over.
 */
import type { Command } from "commander";

/** How each command is loaded, by its name. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import("./commands/demo.js")).demo,
  train: async () => (await import("./commands/train.js")).train,
  predict: async () => (await import("./commands/predict.js")).predict,
  eval: async () => (await import("./commands/evaluate.js")).evaluate,
  attend: async () => (await import("./commands/attend.js")).attend,
  compare: async () => (await import("./commands/compare.js")).compareCommand,
  explain: async () => (await import("./commands/explain.js")).explain,
  gradcheck: async () => (await import("./commands/gradcheck.js")).gradcheckCommand,
  bench: async () => (await import("./commands/bench.js")).benchCommand,
  doctor: async () => (await import("./commands/doctor.js")).doctor,
};
