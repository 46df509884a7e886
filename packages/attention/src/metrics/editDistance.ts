/**
 * @file How far two sequences are apart: the fewest insertions, deletions and substitutions of
 * single tokens that turn one into the other (Levenshtein 1966), by the dynamic programme of Wagner
 * & Fischer 1974.
 *
 *   d[i,0] = i,  d[0,j] = j
 *   d[i,j] = min(d[i-1,j] + 1, d[i,j-1] + 1, d[i-1,j-1] + (a_i ≠ b_j))
 *
 * One row of d is kept: O(|a| |b|) time, O(|b|) memory.
 */

/** The edit distance of `a` and `b`, in tokens. */
export function editDistance<Token>(a: ArrayLike<Token>, b: ArrayLike<Token>): number {
  const row = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]; // d[i-1, j-1]
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]; // d[i-1, j]
      const substitution = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(above + 1, row[j - 1] + 1, substitution);
      diagonal = above;
    }
  }
  return row[b.length];
}
