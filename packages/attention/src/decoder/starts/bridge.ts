/**
 * @file A small network between the encoder's last states and the decoder's first: they need not be
 * equally wide, nor mean the same.
 *
 *   s_0 = φ(W [→h_S; ←h_1] + b), of each layer; an LSTM's c_0 likewise, from the encoder's c
 *
 * φ is tanh here, and relu in bridgeRelu.ts.
 */
import { ops } from "@heed/tensor";
import { lastStates } from "../../encoder.js";
import { initLinear, linear, type LinearParameters } from "../../linear.js";
import type { Start } from "../start.js";

export interface BridgeParameters {
  readonly layers: readonly {
    /** W and b: (M, H). */
    readonly h: LinearParameters;
    /** The same for an LSTM's c. */
    readonly c?: LinearParameters;
  }[];
}

/** A bridge with the activation φ of that name. */
export function bridgeWith(
  activation: "tanh" | "relu",
  { about, from }: Pick<Start, "about" | "from">,
): Start<BridgeParameters> {
  const phi = ops[activation];
  return {
    about,
    formula: `s_0 = ${activation}(W [→h_S; ←h_1] + b)`,
    from,
    needs: "nothing",
    init: (cell, { hidden, states, layers }, init) => ({
      layers: Array.from({ length: layers }, () => ({
        h: initLinear(states, hidden, init),
        ...(cell.hasMemory && { c: initLinear(states, hidden, init) }),
      })),
    }),
    states: (p, { encoding: { ends } }) =>
      p.layers.map((layer, l) => {
        const { h, c } = lastStates(ends[l]);
        return {
          h: phi(linear(layer.h, h)),
          ...(c && layer.c && { c: phi(linear(layer.c, c)) }),
        };
      }),
  };
}

export const bridge: Start<BridgeParameters> = bridgeWith("tanh", {
  about: "A small network between the encoder's last states and the decoder's first.",
  from: "Britz et al. 2017, §4.5; Joey NMT (Kreutzer et al. 2019), init_hidden: bridge",
});
