/**
 * @file Whether the module is made for hosts that make one register of 256 bits of two: `build.mjs`
 * compiles one with `true` in this place.
 */
export const wide: bool = false;
