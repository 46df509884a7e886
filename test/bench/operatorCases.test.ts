import { reference, sizeOf, createSimd, type Backend } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { digest, missOf } from "../../bench/src/kernels/digest.js";
import { naiveLoops } from "../../bench/src/kernels/naiveLoops.js";
import { operandValues } from "../../bench/src/kernels/operandValues.js";
import { casesOf, type OperatorCase } from "../../bench/src/kernels/operatorCases.js";
import {
  costsOf,
  operatorTable,
  type OperatorWorkload,
} from "../../bench/src/kernels/operatorWorkload.js";
import { prepareOperator } from "../../bench/src/kernels/prepareOperator.js";
import type { Ready } from "../../bench/src/contender/ready.js";

const names = Object.keys(operatorTable);
const cases = casesOf(names, 1);
const small = cases.filter(({ size }) => size === "small");

function prepared(workload: OperatorWorkload, backend: Backend): Promise<Ready> {
  return prepareOperator(workload, { name: backend.name, backend, threads: 1, openMs: 0 });
}

async function checkOf(workload: OperatorWorkload, backend: Backend): Promise<readonly number[]> {
  const ready = await prepared(workload, backend);
  await ready.run();
  const check = await ready.check();
  await ready.release();
  return check;
}

function missOfCase(
  check: readonly number[],
  exact: readonly number[],
  { workload }: OperatorCase,
) {
  const { flops, elements } = costsOf(workload);
  return missOf(check, exact, flops / elements);
}

describe("the cases of operators", () => {
  test("are three for every operator, each with more to move than the one before", () => {
    for (const name of names) {
      const sized = cases.filter(({ operator, size }) => operator === name && size !== undefined);
      expect(sized.map(({ size }) => size)).toEqual(["small", "medium", "large"]);
      const bytes = sized.map(({ workload }) => costsOf(workload).bytes);
      expect(bytes, name).toEqual(bytes.toSorted((a, b) => a - b));
      expect(new Set(bytes).size, name).toBe(3);
    }
  });

  test("are none that the reference computes for minutes, or that fills the memory", () => {
    for (const { work, workload } of cases) {
      const { flops, bytes } = costsOf(workload);
      expect(flops, work).toBeLessThan(5e9);
      expect(bytes, work).toBeLessThan(1e8);
    }
  });

  test("have each a name of its own", () => {
    expect(new Set(cases.map(({ work }) => work)).size).toBe(cases.length);
  });

  test("count the arithmetic of a product", () => {
    const square = cases.find(({ work }) => work === "matmul 256×256×256");
    expect(square && costsOf(square.workload)).toEqual({
      flops: 2 * 256 ** 3,
      bytes: 4 * 3 * 256 ** 2,
      elements: 256 ** 2,
    });
  });

  test.for(small)("$work passes the gate on SIMD, and leaves nothing behind", async (one) => {
    const simd = createSimd();
    const exact = await checkOf({ ...one.workload, dtype: "float64" }, reference);
    expect(exact.length).toBeGreaterThan(0);
    expect(missOfCase(await checkOf(one.workload, simd), exact, one)).toBeUndefined();
    expect(simd.live.storages).toBe(0);
  });

  test("have the same operands in every process: the seed's", () => {
    for (const { workload } of small) {
      expect(operandValues(workload)).toEqual(operandValues(workload));
      expect(operandValues(workload).map((values) => values.length)).toEqual(
        workload.inputs.map(({ shape }) => sizeOf(shape)),
      );
    }
  });
});

describe("naive loops", () => {
  const looped = cases.filter(
    ({ operator, workload }) =>
      Object.hasOwn(naiveLoops, operator) && costsOf(workload).flops < 2 ** 24,
  );

  test("are written for some of the list's operators", () => {
    expect(new Set(looped.map(({ operator }) => operator))).toEqual(
      new Set(Object.keys(naiveLoops)),
    );
  });

  test.for(looped)("compute $work as the operator does", async (one) => {
    const { operator, inputs, attributes } = one.workload;
    const values = operandValues(one.workload);
    const arrays = inputs.map(({ shape, transposed }, i) => {
      const [rows, columns] = shape.slice(-2);
      const strides = transposed ? { row: 1, column: rows } : { row: columns, column: 1 };
      return { data: values[i], shape, ...strides };
    });
    const [shape] = operatorTable[operator].shapes(
      inputs.map(({ shape }) => shape),
      attributes,
    );
    const out = new Float32Array(sizeOf(shape));
    const isWritten = naiveLoops[operator](arrays, out);
    if (!isWritten) return;
    const exact = await checkOf({ ...one.workload, dtype: "float64" }, reference);
    expect(missOfCase(digest([out]), exact, one)).toBeUndefined();
  });
});
