/**
 * @file Recordings: what was done, done again with other numbers or other operators.
 */
import { backpropagate, recordingOf, replay, variable } from "@heed/autograd";
import {
  operators,
  ops,
  reference as backend,
  scope,
  tensor,
  type AnyOperator,
  type Operand,
} from "@heed/tensor";
import { describe, expect, test } from "vitest";

const at = { backend, dtype: "float64" } as const;
const operand = (numbers: number | number[]): Operand => tensor(numbers, at);
const read = (x: Operand): unknown => x.value.toArray();

const f = (x: Operand, y: Operand): Operand[] => {
  const product = ops.mul(x, y);
  return [ops.tanh(product), ...ops.split(ops.add(product, x), { axis: 0, sizes: [1, 1] })];
};

describe("a recording", () => {
  const record = () => {
    const inputs = [variable(tensor([1, 2], at)), variable(tensor([0.5, -1], at))];
    return recordingOf(inputs, f(inputs[0], inputs[1]));
  };

  test("names what was done, in order", () => {
    scope(() => {
      const { nodes } = record();
      expect(nodes.map(({ operator }) => operator.name)).toEqual(["mul", "tanh", "add", "split"]);
    });
  });

  test("on the same numbers gives the same, on others what the function gives for them", () => {
    scope(() => {
      const recording = record();
      expect(replay(recording, recording.inputs).map(read)).toEqual(recording.outputs.map(read));
      const others = [operand([3, -4]), operand([5, 6])] as const;
      expect(replay(recording, others).map(read)).toEqual(f(...others).map(read));
    });
  });

  test("on tensors gives tensors, on variables what can be differentiated", () => {
    scope(() => {
      const recording = record();
      const [x, y] = [tensor([1, 1], at), variable(tensor([2, 3], at))];
      const [plain] = replay(recording, [x, x]);
      expect(plain.value).toBe(plain);
      const [, first, second] = replay(recording, [x, y]);
      const [gradient] = backpropagate([ops.add(first, second)], [operand([1])], [y]);
      expect(gradient && read(gradient)).toEqual([1, 1]);
    });
  });

  test("does again only what the inputs reach", () => {
    scope(() => {
      const [x, other] = [variable(tensor([1, 2], at)), variable(tensor([3, 4], at))];
      const apart = ops.exp(other);
      const recording = recordingOf([x], [ops.add(x, apart), apart]);
      const [sum, same] = replay(recording, [operand([0, 0])]);
      expect(read(sum)).toEqual(read(apart));
      expect(same).toBe(apart);
    });
  });

  test("takes another operator where it is told to", () => {
    scope(() => {
      const recording = record();
      const list = operators as Record<string, AnyOperator>;
      const [replaced] = replay(recording, recording.inputs, (place) =>
        recording.nodes[place].operator.name === "tanh"
          ? list.neg
          : recording.nodes[place].operator,
      );
      expect(read(replaced)).toEqual([-0.5, 2]);
    });
  });

  test("of what was given back untouched gives the new input back", () => {
    scope(() => {
      const x = variable(tensor([1], at));
      const other = operand([2]);
      expect(replay(recordingOf([x], [x]), [other])).toEqual([other]);
    });
  });
});
