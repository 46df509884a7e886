import { broadcastShapes, HeedError, ops, sameShape, type Tensor } from "@heed/tensor";
import {
  operandsOf,
  parseSignature,
  placed,
  signature,
  SignatureError,
  type SignatureTensors,
} from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";

describe("a signature", () => {
  test("says the same in letters and in parentheses", () => {
    expect(parseSignature("mk,kn->mn")).toEqual(parseSignature("(m,k),(k,n)->(m,n)"));
    expect(parseSignature(" m?k , kn? -> m?n? ")).toEqual(
      parseSignature("( m? ,k),(k,n?)->(m?,n?)"),
    );
    expect(parseSignature("n,n->,n")).toEqual(parseSignature("(n),(n)->(),(n)"));
    expect(parseSignature("33->3")).toEqual(parseSignature("(3,3)->(3)"));
    const wide = parseSignature("(rows,12)->(rows)");
    expect(wide.operands).toEqual([
      [
        { name: "rows", optional: false },
        { name: "12", fixed: 12, optional: false },
      ],
    ]);
  });

  test.each([
    ["mk,kn", "`->` must stand before the results; got the end"],
    ["m->n->k", 'there must be one `->`; got "-" at character 5'],
    ["mk!,kn->mn", 'an axis must be a letter or a size; got "!" at character 3'],
    ["mk,k-n->mn", 'an axis must be a letter or a size; got "-" at character 5'],
    ["(m,k,(k,n)->(m,n)", 'an axis must be a letter or a size; got "(" at character 6'],
    ["k,(m->m", 'parentheses must be closed; got "-" at character 5'],
    ["(m,,k)->m", 'an axis must be a letter or a size; got "," at character 4'],
    ["(m k)->m", 'an axis must be a letter or a size; got " " at character 3'],
    ["(m,k)n->m", "parentheses must be closed"],
    ["??->", 'an axis must be a letter or a size; got "?" at character 1'],
    ["mk,kn->mp", 'an axis of a result must be one of an operand; got "p" at character 9'],
    ["m?k,kn->mn", 'an axis must have its `?` everywhere or nowhere; got "m" at character 9'],
  ])("that cannot be read is refused, and the place is named: %s", (text, message) => {
    const read = () => signature(text);
    expect(read).toThrow(SignatureError);
    expect(read).toThrow(HeedError);
    expect(read).toThrow(`signature: ${message}`);
    expect(read).toThrow(` of ${JSON.stringify(text)}`);
    expect(message.includes("\n")).toBe(false);
  });
});

describe("shapes by a signature", () => {
  test("have one size for each name, and batch axes that broadcast to those of the results", () => {
    fc.assert(
      fc.property(
        signature("mk,kn->mn,k", { minSize: 0 }),
        ({ operands, results, sizes, batch }) => {
          const { m, k, n } = sizes;
          const [a, b] = operands;
          expect([a.slice(-2), b.slice(-2)]).toEqual([
            [m, k],
            [k, n],
          ]);
          expect(broadcastShapes("test", a.slice(0, -2), b.slice(0, -2))).toEqual(batch);
          expect(results).toEqual([
            [...batch, m, n],
            [...batch, k],
          ]);
        },
      ),
      runs(200),
    );
  });

  test("of a square matrix are square, and sizes that are written are kept", () => {
    fc.assert(
      fc.property(signature("(n,n),(3,12)->(n)"), ({ operands: [a, b], results: [c], sizes }) => {
        expect(a.at(-1)).toBe(a.at(-2));
        expect(b.slice(-2)).toEqual([3, 12]);
        expect(c.at(-1)).toBe(a.at(-1));
        expect(Object.keys(sizes)).toEqual(["n"]);
      }),
      runs(50),
    );
  });

  test("leave an optional axis out of all tensors at once, at times", () => {
    const product = signature("m?k,kn?->m?n?", { maxBatchRank: 0 });
    const drawn = sample(product, 300);
    const ranks = ({ operands, results }: (typeof drawn)[0]) =>
      [...operands, ...results].map(({ length }) => length).join();
    expect(new Set(drawn.map(ranks))).toEqual(new Set(["2,2,2", "1,2,1", "2,1,1", "1,1,0"]));
  });

  test("have at most as many batch axes as are wanted", () => {
    const rank = (maxBatchRank?: number) => {
      const options = maxBatchRank === undefined ? {} : { maxBatchRank };
      const drawn = sample(signature("n->", options), 200);
      return Math.max(...drawn.map(({ batch }) => batch.length));
    };
    expect([rank(0), rank(1), rank(), rank(4)]).toEqual([0, 1, 2, 4]);
  });

  test("shrink to no batch axes and short ones", () => {
    const product = signature("mk,kn->mn");
    for (const { operands } of smallest(product, ({ sizes }) => sizes.k > 2)) {
      expect(operands).toEqual([
        [1, 3],
        [3, 1],
      ]);
    }
    for (const { operands } of smallest(product, ({ batch }) => batch.length === 1)) {
      expect(operands).toEqual([
        [1, 1, 1],
        [1, 1, 1],
      ]);
    }
  });
});

test("operands by a signature can be given to what has it", () => {
  const fits = placed(({ operands: [a, b], results: [c] }: SignatureTensors<Tensor>) =>
    sameShape(ops.matmul(a, b).shape, c),
  );
  fc.assert(
    fc.property(operandsOf("mk,kn->mn", { domain: "positive", views: [] }), fits),
    runs(100),
  );
  const wrong = placed(({ operands: [a, b], results: [c] }: SignatureTensors<Tensor>) =>
    sameShape(ops.mul(a, b).shape, c),
  );
  expect(fc.check(fc.property(operandsOf("n,n->", { maxBatchRank: 0 }), wrong)).failed).toBe(true);
});
