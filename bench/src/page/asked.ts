/** @file What a page offers to who opened it, and what it is offered. */
declare global {
  /** Hands plain data to the page's Worker. */
  var ask: (question: unknown) => void;
  /** Provided by who opened the page: takes what the Worker says. */
  var hear: (said: unknown) => void;
}

export {};
