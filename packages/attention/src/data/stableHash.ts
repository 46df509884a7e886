/**
 * @file A hash that never changes: what it decides (which words are held out, how an epoch is
 * shuffled) is the same on every machine and in every version.
 *
 * FNV-1a (Fowler, Noll & Vo; 32 bits) over UTF-16 units, which in ASCII are its bytes; then the
 * finalizer of MurmurHash3 (Appleby), as FNV alone hardly moves the high bits of a short text.
 */

/** An integer in [0, 2³²), as good as uniform over texts. */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
