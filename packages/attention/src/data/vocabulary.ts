/**
 * @file Tokens to numbers and back. Four special ids come first; the tokens of the training data
 * follow, the commonest first, so that the same data gives the same numbers on every machine.
 */
import { UserError } from "../userError.js";
import type { Tokens } from "./pair.js";

/**
 * The ids that stand for no token of the data. `padding` fills a row's end and is 0, what a fresh
 * array holds; `start` is fed to a decoder before the first token, `end` is what it says after the
 * last; `unknown` stands for tokens that training never saw.
 */
export const special = { padding: 0, start: 1, end: 2, unknown: 3 } as const;

const SPECIALS: Tokens = Object.keys(special).map((name) => `<${name}>`);

/** A vocabulary as plain data, for a checkpoint. Ids count through `specials`, then `tokens`. */
export interface VocabularyJson {
  readonly specials: Tokens;
  readonly tokens: Tokens;
}

/** The tokens of one language, source or target, each with its id. */
export class Vocabulary {
  readonly #tokens: Tokens;
  readonly #ids: ReadonlyMap<string, number>;

  /**
   * Numbers `tokens` in their order, behind the special ids. Throws RangeError for a repeated one.
   */
  constructor(tokens: Tokens) {
    this.#tokens = [...tokens];
    this.#ids = new Map(tokens.map((token, i) => [token, SPECIALS.length + i]));
    if (this.#ids.size !== tokens.length) {
      const twice = tokens.find((token, i) => tokens.indexOf(token) !== i);
      throw new RangeError(`vocabulary: tokens must differ; got ${JSON.stringify(twice)} twice`);
    }
  }

  /** The vocabulary of all tokens in `sequences`: by falling frequency, ties in UTF-16 order. */
  static of(sequences: Iterable<Tokens>): Vocabulary {
    const counts = new Map<string, number>();
    for (const tokens of sequences) {
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return new Vocabulary(ranked.map(([token]) => token));
  }

  /** V, how many ids there are, the special ones included. */
  get size(): number {
    return SPECIALS.length + this.#tokens.length;
  }

  /** The id of `token`; `special.unknown` if it is not in the vocabulary. */
  idOf(token: string): number {
    return this.#ids.get(token) ?? special.unknown;
  }

  /**
   * The token of an id in [0, V); of a special one its name, such as `<end>`. Throws RangeError.
   */
  tokenOf(id: number): string {
    const token = id < SPECIALS.length ? SPECIALS[id] : this.#tokens[id - SPECIALS.length];
    if (token === undefined) {
      throw new RangeError(`vocabulary: an id must be an integer in [0, ${this.size}); got ${id}`);
    }
    return token;
  }

  /** For each id here that of the same token in another vocabulary. */
  idsIn(other: Vocabulary): number[] {
    return Array.from({ length: this.size }, (_, id) =>
      id < SPECIALS.length ? id : other.idOf(this.tokenOf(id)),
    );
  }

  /** The ids of `tokens`, one each: neither start nor end is added. */
  encode(tokens: Tokens): number[] {
    return tokens.map((token) => this.idOf(token));
  }

  /** The tokens that a row of ids says: up to its first end; start and padding say nothing. */
  decode(ids: ArrayLike<number>): string[] {
    const tokens: string[] = [];
    for (let i = 0; i < ids.length && ids[i] !== special.end; i++) {
      if (ids[i] !== special.start && ids[i] !== special.padding) tokens.push(this.tokenOf(ids[i]));
    }
    return tokens;
  }

  toJSON(): VocabularyJson {
    return { specials: SPECIALS, tokens: this.#tokens };
  }

  /** The vocabulary that `toJSON` described. `file` is where `json` was found. Throws UserError. */
  static fromJson(json: unknown, file: string): Vocabulary {
    const { specials, tokens } = (json ?? {}) as Partial<Record<keyof VocabularyJson, unknown>>;
    if (!isTokens(specials) || !isTokens(tokens) || new Set(tokens).size !== tokens.length) {
      const problem = "its vocabulary is not { specials, tokens } of different strings";
      throw new UserError(problem, { file, mend: "give a model that Heed has saved" });
    }
    if (specials.join() !== SPECIALS.join()) {
      const problem = `its special ids are ${specials.join(" ")}, not ${SPECIALS.join(" ")}`;
      throw new UserError(problem, { file, mend: "train the model again with this version" });
    }
    return new Vocabulary(tokens);
  }
}

function isTokens(value: unknown): value is Tokens {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
