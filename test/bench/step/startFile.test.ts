import { decodeSafetensors } from "@heed/attention";
import { leavesOf } from "@heed/autograd";
import { createSimd, reference } from "@heed/tensor";
import { describe, expect, it } from "vitest";
import { stepStart } from "../../../bench/src/workloads/step/referenceStep.js";
import { encodeStart } from "../../../bench/src/workloads/step/startFile.js";
import { stepSizes } from "../../../bench/src/workloads/step/stepSizes.js";

const sizes = { ...stepSizes(4), E: 3, A: 2, B: 2, S: 3, T: 2 };

describe("the file that other libraries begin with", () => {
  it("holds the same bytes, whichever backend drew the weights", async () => {
    const [own, oracle] = [stepStart(createSimd(), sizes), stepStart(reference, sizes)];
    expect(await encodeStart(own)).toEqual(await encodeStart(oracle));
  });

  it("names every weight by its path, and the ids", async () => {
    const start = stepStart(createSimd(), sizes);
    const { tensors } = decodeSafetensors(await encodeStart(start), "start");
    const paths = leavesOf(start.parameters).map(({ path }) => path);
    expect(Object.keys(tensors).sort()).toEqual([...paths, "source", "previous", "targets"].sort());
    expect(tensors["decoder.layers.0.recurrent.bias"].shape).toEqual([3 * sizes.H]);
    expect(tensors.previous).toMatchObject({ dtype: "int32", shape: [sizes.B, sizes.T] });
  });
});
