'use strict';

/** An error for the person at the terminal: its message says what happened and what to do, and is shown without a stack. */
class PlainError extends Error {
  /**
   * @param {string} message plain words; the first line what happened, further ones what to do
   * @param {{cause?: unknown}} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = 'PlainError';
  }
}

module.exports = { PlainError };
