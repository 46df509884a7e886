/**
 * @file The program `heed`: hands the command line to the command it names. Data goes to stdout,
 * progress and talk to stderr.
 */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { closeBackends } from "./backends.js";
import { commands } from "./commands.js";
import { reportFailure } from "./failure.js";
import { lookOf } from "./figures/terminal.js";
import { layout } from "./layout.js";
import { endQuietlyWithReader } from "./brokenPipe.js";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const program = new Command("heed")
  .description("Attention sequence-to-sequence models in which nothing is a black box.")
  .version(version, "--version", "print the version")
  .configureHelp(layout)
  .helpOption("-h, --help", "say how to use it")
  .helpCommand("help [command]", "say how to use a command")
  .addHelpText("after", "\nTry first:\n  $ npx heed demo\n")
  .exitOverride()
  .configureOutput({
    getOutHelpWidth: () => lookOf(process.stdout, process.env).width,
    getErrHelpWidth: () => lookOf(process.stderr, process.env).width,
    // Suggestions come on a second line; a failure takes one.
    outputError: (text, write) => write(`${text.trim().replaceAll(/\s*\n\s*/g, " ")}\n`),
  });

/** The command that is asked for alone; all of them for a help, or where the name is mistyped. */
async function addCommands(): Promise<void> {
  const [asked] = process.argv.slice(2);
  const loaders = Object.hasOwn(commands, asked) ? [commands[asked]] : Object.values(commands);
  for (const command of await Promise.all(loaders.map((load) => load()))) {
    program.addCommand(command.copyInheritedSettings(program));
  }
}

endQuietlyWithReader();
try {
  await addCommands();
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, (line) => process.stderr.write(`${line}\n`));
} finally {
  await closeBackends();
}
