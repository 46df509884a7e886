/**
 * @file A program as TypeScript: its inputs, a function of a line for each step, and the call that
 * checks its derivative. Pasted into a file beside @heed/tensor and @heed/autograd, it runs.
 */
import type { CheckOptions } from "@heed/autograd";
import type { Shape } from "@heed/tensor";
import { identifier, nameInList } from "./names.js";
import type { Program, ProgramInput, Step } from "./program.js";

/** The text of the program, and of a check of its derivative with the given options. */
export function toTypeScript(program: Program, options: CheckOptions = {}): string {
  const { inputs, steps, results } = program;
  const own = [...new Set(steps.map(({ operator }) => operator))]
    .filter((operator) => nameInList(operator) === undefined)
    .map(({ name }) => identifier(name));
  const names = inputs.map(({ name }) => name).join(", ");
  const floats = inputs.find(({ dtype }) => dtype !== "int32")?.name ?? "";
  const usesOps = steps.some(({ operator }) => nameInList(operator) !== undefined);
  const values = [
    ...(own.length > 0 ? ["callable"] : []),
    ...(usesOps ? ["ops"] : []),
    ...["reference", "tensor", "type Operand"],
  ];
  const settings = Object.keys(options).length > 0 ? `, ${literal(options)}` : "";
  return [
    'import { checkGradient } from "@heed/autograd";',
    `import { ${values.join(", ")} } from "@heed/tensor";`,
    ...own.map((name) => `// ${name} is your own: import it from where you define it.`),
    "",
    'const at = { backend: reference, dtype: "float64" } as const;',
    ...(inputs.some(({ dtype }) => dtype === "int32")
      ? ['const integers = { backend: reference, dtype: "int32" } as const;']
      : []),
    "const inputs = {",
    ...inputs.map((input) => `  ${input.name}: ${tensorText(input)},`),
    "};",
    "",
    `function f({ ${names} }: Record<keyof typeof inputs, Operand>) {`,
    ...steps.map((step) => `  ${line(step, floats)}`),
    `  return ${results.length === 1 ? results[0] : `{ ${results.join(", ")} }`};`,
    "}",
    "",
    `console.log(checkGradient(f, inputs${settings}).toString());`,
    "",
  ].join("\n");
}

/** `const y = ops.mul(a, b);` Where an operator is told an element type, it is that of `floats`. */
function line({ operator, operands, attributes, results }: Step, floats: string): string {
  const inList = nameInList(operator);
  const call = inList === undefined ? `callable(${identifier(operator.name)})` : `ops.${inList}`;
  const list = operands.join(", ");
  const entries = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${key === "dtype" ? `${floats}.dtype` : literal(value)}`);
  const settings = entries.length > 0 ? `, { ${entries.join(", ")} }` : "";
  const target = operator.returns === "one" ? results[0] : `[${results.join(", ")}]`;
  return `const ${target} = ${call}(${operator.arity === "many" ? `[${list}]` : list}${settings});`;
}

function tensorText({ shape, values, dtype }: ProgramInput): string {
  const at = dtype === "int32" ? "integers" : "at";
  return `tensor(${nested(values, shape, "  ")}, ${at})`;
}

/** How long a list of numbers may be before each of its items gets a line of its own. */
const width = 80;

/** Numbers in brackets that tell their shape. */
function nested(values: readonly number[], shape: Shape, indent: string): string {
  if (shape.length === 0) return literal(values[0]);
  const [rows, ...row] = shape;
  const size = values.length / rows;
  const inner = `${indent}  `;
  const items = Array.from({ length: rows }, (_, i) =>
    nested(values.slice(i * size, (i + 1) * size), row, inner),
  );
  const flat = `[${items.join(", ")}]`;
  return flat.length <= width && !flat.includes("\n")
    ? flat
    : `[\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}]`;
}

/** Plain data as one writes it: `{ axis: 0, dtype: "float64" }`. */
function literal(value: unknown): string {
  // String(−0) would be 0.
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
  return `{ ${entries.join(", ")} }`;
}
