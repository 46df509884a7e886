/**
 * @file What a model's configuration must be where it is read from a file: names of the lists, and
 * sizes.
 */
import * as v from "valibot";
import * as cells from "../cells.js";
import { readings } from "../encoder.js";
import * as orders from "../orders.js";
import * as readouts from "../readouts.js";
import { attentions, type Seq2seqConfig } from "../seq2seqConfig.js";
import * as starts from "../starts.js";
import * as windows from "../windows.js";

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6));

/** A name of a list. */
export function nameOf<T extends object>(
  list: T,
): v.PicklistSchema<(keyof T & string)[], undefined> {
  return v.picklist(Object.keys(list) as (keyof T & string)[]);
}

/** What each entry of a configuration must be. */
export const configEntries: {
  readonly [Entry in Exclude<keyof Seq2seqConfig, "sourceInTarget">]: v.GenericSchema<
    unknown,
    Seq2seqConfig[Entry]
  >;
} = {
  cell: nameOf(cells),
  layers: count,
  residual: v.boolean(),
  reading: nameOf(readings),
  start: nameOf(starts),
  attention: nameOf(attentions),
  heads: count,
  window: nameOf(windows),
  reach: count,
  coverage: v.boolean(),
  order: nameOf(orders),
  readout: nameOf(readouts),
  tied: v.boolean(),
  pointer: v.boolean(),
  embedding: count,
  hidden: count,
  encoderHidden: count,
  alignment: count,
  longestSource: count,
  longestTarget: count,
  sourceVocabulary: count,
  targetVocabulary: count,
};

/** What a whole configuration must be. */
export const configSchema: v.GenericSchema<unknown, Seq2seqConfig> = v.object({
  ...configEntries,
  sourceInTarget: v.exactOptional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
});
