/** @file Data for other programs. */

/** Prints one object as one line of JSON on stdout. */
export function printJson(object: object): void {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}
