/**
 * @file How a command that fails ends: one line on stderr, and an exit code that scripts can read.
 *
 *   0    done
 *   1    something failed that is not the user's to mend
 *   2    a mistake in the command line or in a file: the line names the mend
 *   130  interrupted by Ctrl-C, and saved
 */
import { UserError } from "@heed/attention";
import { CommanderError } from "commander";

/** Says what went wrong and returns the exit code. `say` takes a line. */
export function reportFailure(error: unknown, say: (line: string) => void): number {
  // Commander has said its line already; it also throws after --help and --version.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    say(`error: ${error.message}`);
    return error.exitCode;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (process.env.HEED_DEBUG) {
    say(error instanceof Error ? (error.stack ?? message) : message);
  } else {
    say(`error: ${firstLine(message)} (unexpected; HEED_DEBUG=1 shows where)`);
  }
  return 1;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0];
}
