/**
 * @file Programs as text: what is printed is TypeScript without errors, and does what the program did.
 */
import { fileURLToPath } from "node:url";
import * as autograd from "@heed/autograd";
import * as tensor from "@heed/tensor";
import type { AnyOperator } from "@heed/tensor";
import {
  checkProgram,
  checkPrograms,
  inputsOf,
  program,
  runProgram,
  toTypeScript,
  type Program,
} from "@heed/testing";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { withDroppedSums } from "./droppedSums.js";

const operators = tensor.operators as Record<string, AnyOperator>;
const programs = fc.sample(program({ steps: { min: 1, max: 12 } }), { seed: 5, numRuns: 40 });

interface Pasted {
  readonly said: string;
  readonly inputs: Record<string, tensor.Tensor>;
  readonly f: (inputs: Record<string, tensor.Tensor>) => unknown;
}

/** Runs a text with what the packages export in scope, and `own`. */
function paste(text: string, own: Record<string, unknown> = {}): Pasted {
  const { outputText } = ts.transpileModule(text.replace(/^import .*$/gm, ""), {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const said: string[] = [];
  const console = { log: (line: string) => said.push(line) };
  const scope = { ...tensor, ...autograd, ...own, console };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- what is printed is a program, and is to be run
  const { inputs, f } = new Function(...Object.keys(scope), `${outputText}\nreturn { inputs, f };`)(
    ...Object.values(scope),
  ) as Omit<Pasted, "said">;
  return { said: said.join("\n"), inputs, f };
}

function valuesOf(result: unknown): number[][] {
  return autograd.leavesOf(result).map(({ operand }) => Array.from(operand.value.dataSync()));
}

describe("a program that is pasted", () => {
  test("gives the same values and the same verdict", () => {
    for (const each of programs.slice(0, 12)) {
      const options = { seed: 3 };
      const { said, inputs, f } = paste(toTypeScript(each, options));
      expect(valuesOf(f(inputs))).toEqual(valuesOf(runProgram(each, inputsOf(each))));
      expect(said).toBe(checkProgram(each, options).toString());
    }
  });

  test("has no errors of types", () => {
    expect(errorsOf(programs.map((each) => toTypeScript(each, { seed: 1, order: 1 })))).toEqual([]);
  });

  test("is wrong as it was wrong", () => {
    const mul = withDroppedSums(operators.mul);
    const spoilt = [mul, operators.abs, operators.add, operators.sum];
    const { wrong, ok } = checkPrograms({ operators: spoilt, seed: 2 });
    expect(ok).toBe(false);
    expect(wrong?.text).toContain("// mul is your own: import it from where you define it.");
    expect(wrong?.text).toContain("const y = callable(mul)(a, b);");
    expect(paste(wrong?.text ?? "", { mul }).said).toBe(wrong?.report?.toString());
  });
});

test("a seed and a path lead back to the program that was found", () => {
  const mul = withDroppedSums(operators.mul);
  const options = { operators: [mul, operators.abs, operators.add], seed: 2 };
  const { wrong } = checkPrograms(options);
  const again = checkPrograms({ ...options, path: wrong?.path ?? "" });
  expect(again.wrong?.text).toBe(wrong?.text);
  // It is the smallest at once.
  expect(again.wrong?.shrinks).toBe(0);
  expect(again.wrong?.grown).toBe(again.wrong?.program);
});

test("fast-check prints a program as its text", () => {
  const [each] = programs;
  expect(fc.stringify(each)).toBe(`\n${toTypeScript(each)}`);
});

test("names that are taken, or are no words, are changed", () => {
  const odd = (name: string, operand: string): AnyOperator => {
    return { ...operators.square, name, operands: [operand] };
  };
  const list = [odd("y", "in"), odd("2nd order", "d/dx"), odd("x", "x")];
  const [each] = fc.sample(program({ operators: list, steps: 12 }), { seed: 1, numRuns: 1 });
  const own = { y: list[0], _2ndorder: list[1], x: list[2] };
  expect(valuesOf(pastedResults(each, own))).toEqual(valuesOf(runProgram(each, inputsOf(each))));
});

function pastedResults(each: Program, own: Record<string, unknown>): unknown {
  const { f, inputs } = paste(toTypeScript(each), own);
  return f(inputs);
}

/** What TypeScript says against these texts, each a file of its own beside this one. */
function errorsOf(texts: readonly string[]): string[] {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = new Map(texts.map((text, i) => [`${folder}pasted${String(i)}.ts`, text]));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.webworker.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ["heed-source"],
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const checked = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name) => {
    const source = checked.getSourceFile(name);
    const found = source === undefined ? [] : ts.getPreEmitDiagnostics(checked, source);
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  });
}
