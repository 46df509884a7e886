/**
 * @file The list of commands, in the order of `heed --help`. A new command is one file in
 * `commands/` and one name here.
 */
import type { Command } from "commander";
import { attend } from "./commands/attend.js";
import { compareCommand } from "./commands/compare.js";
import { demo } from "./commands/demo.js";
import { doctor } from "./commands/doctor.js";
import { evaluate } from "./commands/evaluate.js";
import { explain } from "./commands/explain.js";
import { gradcheckCommand } from "./commands/gradcheck.js";
import { predict } from "./commands/predict.js";
import { train } from "./commands/train.js";

export const commands: readonly Command[] = [
  demo,
  train,
  predict,
  evaluate,
  attend,
  compareCommand,
  explain,
  gradcheckCommand,
  doctor,
];
