'use strict';

/** `[I 2026-11-24 06:31:15.678 ServerApp] text` */
const ENTRY = /^\[([DIWEC]) [^\]]*\] ?/;
const RUNNING = /Jupyter Server \S+ is running at:/;
const ADDRESS = /https?(?:\+unix)?:\/\/\S+/;

/**
 * Reads Jupyter Server's log as it comes: finds the address where it answers, and passes on what a person should see. Until it answers that is
 * warnings and errors; the rest is kept for the case that it never does. Afterwards the same without the server's own two pages about the address.
 */
class ServerLog {
  /** @type {string[]} */
  #all = [];
  #rest = '';
  #level = 'I';
  #seesAddress = false;
  #isUp = false;
  /** @type {{show: (line: string) => void, showsAll: boolean, onAddress: (url: string) => void}} */
  #options;

  /**
   * @param {{show: (line: string) => void, showsAll: boolean, onAddress: (url: string) => void}} options
   * `onAddress` is called once, with the first address
   */
  constructor(options) {
    this.#options = options;
  }

  /** @param {string} chunk */
  write(chunk) {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** All lines so far when no address was ever seen; else none. @returns {string[]} */
  linesBeforeFailure() {
    return this.#isUp ? [] : this.#all;
  }

  /** @param {string} line */
  #line(line) {
    this.#level = ENTRY.exec(line)?.[1] ?? this.#level;
    const url = this.#seesAddress ? ADDRESS.exec(line)?.[0] : undefined;
    this.#seesAddress ||= RUNNING.test(line);
    if (!this.#isUp) this.#all.push(line);
    if (this.#options.showsAll || /[WE]/.test(this.#level)) this.#options.show(line);
    if (url && !this.#isUp) {
      this.#isUp = true;
      this.#options.onAddress(url);
    }
  }
}

module.exports = { ServerLog };
