/**
 * @file Prepared forms of operands: what a kernel would rather read than the elements as they lie, a
 * weight packed for the tiles of a product, say. An operand that takes part in the same computation
 * at every step of a recurrence is prepared for the first, and the form is kept until its storage is
 * freed. Tensors do not change, so a form cannot be out of date.
 */
import type { Storage } from "../../storage.js";
import type { Block } from "./heap.js";

export class PreparedForms {
  readonly #forms = new WeakMap<Storage, Map<string, Block>>();
  readonly #free: (block: Block) => void;

  constructor(free: (block: Block) => void) {
    this.#free = free;
  }

  /** The form of this name of a storage; `make` is called if there is none yet. */
  of(storage: Storage, name: string, make: () => Block): Block {
    let forms = this.#forms.get(storage);
    if (forms === undefined) this.#forms.set(storage, (forms = new Map<string, Block>()));
    let form = forms.get(name);
    if (form === undefined) forms.set(name, (form = make()));
    return form;
  }

  /** Frees what was made of a storage, which is about to be freed itself. */
  forget(storage: Storage): void {
    const forms = this.#forms.get(storage);
    if (forms === undefined) return;
    this.#forms.delete(storage);
    for (const form of forms.values()) this.#free(form);
  }
}
