/**
 * @file What happens when a reader of stdout goes away, as in `heed predict < words | head`: the
 * command has nobody left to work for, and ends without complaint.
 */

let onGone = (): void => process.exit(0);

/** Ends the program, with code 0, as soon as stdout's reader is gone. */
export function endQuietlyWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    onGone();
  });
}

/** While `work` runs, calls `stop` in place of ending: there is something to save first. */
export async function withoutReader<T>(stop: () => void, work: () => Promise<T>): Promise<T> {
  const usual = onGone;
  let isGone = false;
  onGone = () => {
    // Every further line fails again; once is enough to know.
    if (!isGone) stop();
    isGone = true;
  };
  try {
    return await work();
  } finally {
    if (!isGone) onGone = usual;
  }
}
