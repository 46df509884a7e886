/** @file The process of the naive loops: plain TypeScript, without any library. */
import { reference, sizeOf } from "@heed/tensor";
import type { Ready } from "../contender/ready.js";
import { serve } from "../contender/serve.js";
import type { Missing, Workload } from "../protocol.js";
import { prepareRoof } from "../roof/prepareRoof.js";
import type { RoofWorkload } from "../roof/roof.js";
import { digest } from "./digest.js";
import { naiveLoops, type NaiveArray } from "./naiveLoops.js";
import { operandValues } from "./operandValues.js";
import { operatorTable, type OperatorWorkload } from "./operatorWorkload.js";

serve(async (workload: Workload) => {
  // Nothing of the backend is used but its name: the roof's loops are JavaScript.
  const open = { name: "naive", backend: reference, threads: 1, openMs: 0 };
  if (workload.kind === "roof") return prepareRoof(workload as RoofWorkload, open);
  if (workload.kind === "operator") return prepareLoop(workload as OperatorWorkload);
  return { missing: `there is no naive ${workload.kind}` };
});

function prepareLoop(workload: OperatorWorkload): Ready | Missing {
  const { operator, attributes } = workload;
  if (!Object.hasOwn(naiveLoops, operator)) return { missing: `no naive loop is written for it` };
  const values = operandValues(workload);
  const inputs = workload.inputs.map(({ shape, transposed }, i): NaiveArray => {
    const [rows, columns] = shape.slice(-2);
    const strides = transposed === true ? { row: 1, column: rows } : { row: columns, column: 1 };
    return { data: values[i], shape, ...strides };
  });
  const shapes = operatorTable[operator].shapes(
    inputs.map(({ shape }) => shape),
    attributes,
  );
  const out = new Float32Array(sizeOf(shapes[0]));
  const loop = naiveLoops[operator];
  if (!loop(inputs, out)) return { missing: "its naive loop is not written for such shapes" };
  return {
    ran: () => ({ backend: "naive", executor: "javascript" }),
    threads: 1,
    compileMs: 0,
    run: () => void loop(inputs, out),
    check: () => digest([out]),
    release: () => undefined,
  };
}
