/**
 * @file How far a wrong derivative shrinks, and how fast: add, sub, mul and div, each with a rule
 * that takes the first slice where it should sum over a stretched axis, somewhere in random programs
 * of thirty operators. Prints a table, a row for each seed.
 */
import { operators, sizeOf, type AnyOperator } from "@heed/tensor";
import { checkPrograms } from "@heed/testing";
import { withDroppedSums } from "./droppedSums.js";

const list = operators as Record<string, AnyOperator>;
const names = ["add", "sub", "mul", "div"];
const seeds = 20;

console.log(
  "| seed | operator | place among 30 | right before | seconds to find | tries | seconds to shrink | left | numbers left |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (let seed = 0; seed < seeds; seed++) {
  const name = names[seed % names.length];
  const spoilt = withDroppedSums(list[name]);
  const operators = Object.values({ ...list, [name]: spoilt });
  const { wrong, runs, ms } = checkPrograms({ operators, steps: 30, seed });
  if (wrong === undefined) throw new Error(`seed ${seed}: not found in ${runs} programs`);
  const { grown, program, tries, shrinkMs } = wrong;
  const places = grown.steps.flatMap(({ operator }, i) => (operator === spoilt ? [i + 1] : []));
  const seconds = [ms - shrinkMs, shrinkMs].map((time) => (time / 1000).toFixed(2));
  const left = program.inputs.reduce((count, { shape }) => count + sizeOf(shape), 0);
  const cells = [
    ...[seed, name, places.join(", "), runs - 1, seconds[0], tries, seconds[1]],
    ...[program.steps.map((step) => step.operator.name).join(", "), left],
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
