/** @file The Worker: a backend runs in it, the page's main thread stays free. */
import { answer } from "../places/answer.js";
import type { Answer, Question } from "../places/place.js";

self.onmessage = ({ data }: MessageEvent<Question>) => {
  void answer(data, (said: Answer) => self.postMessage(said));
};
