/** @file Text for a command that somebody copies. */

/** The text as one word of a shell: quoted where it needs to be. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
