/**
 * @file What happens when a reader of stdout goes away, as in `heed predict < words | head`: the
 * command has nobody left to work for, and ends without complaint.
 */

let ending = (): void => process.exit(0);

/** Ends the program, with code 0, as soon as stdout's reader is gone. */
export function endQuietlyWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    ending();
  });
}

/** While `work` runs, calls `onGone` in place of ending: there is something to save first. */
export async function withoutReader<T>(onGone: () => void, work: () => Promise<T>): Promise<T> {
  const usual = ending;
  ending = onGone;
  try {
    return await work();
  } finally {
    ending = usual;
  }
}
