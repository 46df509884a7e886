/**
 * @file The reference step (../src/workloads/step/referenceStep.ts) in TensorFlow.js:
 * `node tfjsStep.mjs wasm`, or `cpu`. The workload names a file of first weights and token ids, from
 * which the sizes follow.
 *
 * Its layers have no GRU with the reset gate after the product, so the cell is written out. Rows of
 * an embedding are fetched by a product, as the derivative of its `gather` is not in its wasm backend.
 */
import { serve } from "../dist/contender/serve.js";
import { openTfjs } from "./openTfjs.mjs";
import { readSafetensors } from "./readSafetensors.mjs";

const learningRate = 1e-3;
const longestGradient = 1;

const [backend] = process.argv.slice(2);
const opened = await openTfjs(backend);
const { tf } = opened;

serve(async ({ start, losses: count, patience }) => {
  const { source, previous, targets, ...weights } = readSafetensors(start);
  const p = Object.fromEntries(
    Object.entries(weights).map(([name, { elements, shape }]) => [
      name,
      tf.variable(tf.tensor(elements, shape, "float32")),
    ]),
  );
  const ids = [source, previous, targets].map(({ elements, shape }) =>
    tf.tensor(elements, shape, "int32"),
  );
  const adam = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const losses = [];
  const step = () => {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => meanCrossEntropy(p, ...ids));
      adam.applyGradients(clipped(grads));
      return value;
    });
    losses.push(loss.dataSync()[0]);
    loss.dispose();
  };
  const began = performance.now();
  return {
    ran: () => opened.ran,
    threads: 1,
    compileMs: opened.compileMs,
    run: step,
    check: () => {
      // A step may take twenty seconds: then fewer of them have to do.
      while (losses.length < count && performance.now() - began < 1000 * patience) step();
      return losses.splice(0);
    },
    release: () => tf.disposeVariables(),
  };
});

/** All gradients times min(1, limit / their norm). */
function clipped(gradients) {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const factor = tf.minimum(1, tf.div(longestGradient, norm));
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]),
  );
}

function meanCrossEntropy(p, source, previous, targets) {
  const [B, S] = source.shape;
  const T = previous.shape[1];
  const [V] = p.sourceEmbedding.shape;
  const [H, A] = p["decoder.attention.score.query.weight"].shape;

  const words = tf.unstack(embed(p.sourceEmbedding, source), 1);
  const forward = [];
  const backward = [];
  let h = tf.zeros([B, H]);
  for (let s = 0; s < S; s++) forward[s] = h = gru(p, "encoder.0.forward", words[s], h);
  h = tf.zeros([B, H]);
  for (let s = S - 1; s >= 0; s--) backward[s] = h = gru(p, "encoder.0.backward", words[s], h);
  const both = forward.map((state, s) => tf.concat([state, backward[s]], 1));
  const states = tf.stack(both, 1); // (B, S, 2H)

  const keys = tf.matMul(tf.reshape(states, [B * S, 2 * H]), p["decoder.attention.score.keys"]);
  const energy = tf.reshape(p["decoder.attention.score.energy"], [A, 1]);
  const read = tf.unstack(embed(p.targetEmbedding, previous), 1);
  let state = tf.tanh(linear(p, "decoder.start", both[0]));
  const seen = [];
  for (let t = 0; t < T; t++) {
    const query = tf.expandDims(linear(p, "decoder.attention.score.query", state), 1);
    const energies = tf.tanh(tf.add(tf.reshape(keys, [B, S, A]), query));
    const scores = tf.matMul(tf.reshape(energies, [B * S, A]), energy);
    const weights = tf.softmax(tf.reshape(scores, [B, S]));
    const context = tf.reshape(tf.matMul(tf.expandDims(weights, 1), states), [B, 2 * H]);
    state = gru(p, "decoder.layers.0", tf.concat([read[t], context], 1), state);
    seen.push(tf.concat([read[t], state, context], 1));
  }
  const features = tf.reshape(tf.stack(seen, 1), [B * T, -1]);
  const logProbabilities = tf.logSoftmax(linear(p, "decoder.output", features));
  const truth = tf.oneHot(tf.reshape(targets, [B * T]), V);
  return tf.neg(tf.mean(tf.sum(tf.mul(logProbabilities, truth), 1)));
}

/** n = tanh(W x + b + r ∘ (U s + b_u)), s' = (1−z) ∘ n + z ∘ s, of columns r, z, n. */
function gru(p, name, x, s) {
  const [xR, xZ, xN] = tf.split(linear(p, `${name}.input`, x), 3, 1);
  const [uR, uZ, uN] = tf.split(linear(p, `${name}.recurrent`, s), 3, 1);
  const r = tf.sigmoid(tf.add(xR, uR));
  const z = tf.sigmoid(tf.add(xZ, uZ));
  const n = tf.tanh(tf.add(xN, tf.mul(r, uN)));
  return tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, s));
}

function linear(p, name, x) {
  return tf.add(tf.matMul(x, p[`${name}.weight`]), p[`${name}.bias`]);
}

/** Rows of a table, (B, S, E). */
function embed(table, ids) {
  const [V, E] = table.shape;
  const rows = tf.oneHot(tf.reshape(ids, [-1]), V);
  return tf.reshape(tf.matMul(rows, table), [...ids.shape, E]);
}
