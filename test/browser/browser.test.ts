/**
 * @file The built packages in a real browser, as they are: no bundler, no fetch of a binary. The
 * page computes what the reference backend computes here, and a model learns in it.
 */
import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, noBrowser, notRun } from "../support/browser.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a bundler would do: where the packages' bare imports lead. */
const imports = {
  "@heed/tensor": "/packages/tensor/dist/index.js",
  "@heed/autograd": "/packages/autograd/dist/index.js",
  "@heed/attention": "/packages/attention/dist/index.js",
  valibot: "/packages/attention/node_modules/valibot/dist/index.mjs",
  "pure-rand/generator/": "/packages/tensor/node_modules/pure-rand/lib/esm/generator/",
  "pure-rand/distribution/": "/packages/tensor/node_modules/pure-rand/lib/esm/distribution/",
};

/** Run by the page: a product, and the losses of a model that learns to say two words backwards. */
const script = `(async () => {
  const { createSimd, Random, tensor, ops } = await import("@heed/tensor");
  const { createModel, encodePairs, predictGreedy, Trainer, usualTraining } =
    await import("@heed/attention");
  const backend = createSimd();
  const a = tensor([[1, 2], [3, 4]], { backend });
  const product = ops.matmul(a, a);
  const pairs = ["abc", "cab"].map((word) => {
    return { source: [...word], target: [...word].reverse() };
  });
  const sizes = { embedding: 8, hidden: 16, alignment: 8, layers: 1 };
  const choice = { cell: "gru", attention: "additive", ...sizes };
  const kinds = { source: "chars", target: "chars" };
  const model = createModel(choice, pairs, kinds, { backend, random: new Random(1) });
  const encoded = encodePairs(pairs, model.sourceVocabulary, model.targetVocabulary);
  const options = { ...usualTraining, batchSize: 2, learningRate: 0.02, warmup: 5 };
  const trainer = new Trainer(model.config, encoded, options, model.parameters);
  for (let i = 0; i < 100; i++) await trainer.update(i / 100);
  const trained = { ...model, parameters: trainer.parameters };
  const said = await predictGreedy(trained, pairs.map(({ source }) => source));
  return {
    product: product.toArray(),
    executor: product.execution.executor,
    said: said.map(({ text }) => text),
  };
})()`;

const types: Readonly<Record<string, string>> = { js: "text/javascript", mjs: "text/javascript" };

/** Serves the repository's files, and one page that maps imports. */
function serve(): Server {
  const page = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  return createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/") {
      response.setHeader("content-type", "text/html").end(page);
      return;
    }
    const file = /\.m?js$/.test(path) ? path : `${path}.js`;
    readFile(root + file).then(
      (text) => {
        const type = types[file.slice(file.lastIndexOf(".") + 1)];
        response.setHeader("content-type", type).end(text);
      },
      () => response.writeHead(404).end(),
    );
  });
}

describe.skipIf(noBrowser !== "")(`in Chromium${notRun(noBrowser)}`, () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = serve();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test("the packages compute, and a model learns", async () => {
    const result = await page.evaluate(script);
    expect(result).toMatchObject({
      product: [
        [7, 10],
        [15, 22],
      ],
      said: ["cba", "bac"],
    });
    expect(result).toHaveProperty("executor", expect.stringMatching(/^wasm-/));
  }, 60_000);
});
