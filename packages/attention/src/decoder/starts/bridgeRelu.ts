/**
 * @file The bridge with relu for an activation: s_0 = relu(W [→h_S; ←h_1] + b). OpenNMT-py's bridge.
 */
import type { Start } from "../start.js";
import { bridgeWith, type BridgeParameters } from "./bridge.js";

export const bridgeRelu: Start<BridgeParameters> = bridgeWith("relu", {
  about: "A small network with relu between the encoder's last states and the decoder's first.",
  from: "OpenNMT-py (Klein et al. 2017), bridge",
});
