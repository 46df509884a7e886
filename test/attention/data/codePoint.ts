import fc from "fast-check";

/**
 * Any Unicode code point but surrogates, which no UTF-8 text holds; often one of a living script.
 */
export const codePoint: fc.Arbitrary<string> = fc
  .oneof(fc.nat({ max: 0x3000 }), fc.nat({ max: 0x10ffff }))
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));
