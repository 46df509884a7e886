/**
 * @file What a run's folder holds.
 */
export const runFiles = {
  /** How the run was asked for: the options by their names, as JSON. */
  options: "run.json",
  /** The model so far: all that predictions need. */
  model: "model.safetensors",
  /** Weights other than the model's that the run ended with, where it has such: see `Variant`. */
  last: "model-last.safetensors",
  ema: "model-ema.safetensors",
  best: "model-best.safetensors",
  /** Weights, what the optimizer remembers and the place in the data: all that going on needs. */
  training: "training.safetensors",
  /** One report a line, as JSON: see `Report`. */
  losses: "losses.jsonl",
  /** The same as a picture. */
  lossCurve: "loss.svg",
  /** A folder of heatmaps. */
  attention: "attention",
} as const;
