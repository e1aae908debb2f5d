/** Readers of the fields of a message's content. What is missing or of a wrong type is told in plain words. */
import { isJsonRecord } from './json';
import type { JsonRecord } from './json';

/** A request whose content breaks the specification; `message` says what and is answered to the client. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
}

/** The content of one request with the readers of its fields, for example of `execute_request`. */
export class ContentReader {
  readonly #messageType: string;
  readonly #content: JsonRecord;

  constructor(messageType: string, content: JsonRecord) {
    this.#messageType = messageType;
    this.#content = content;
  }

  /** @throws ContentError unless the field is a string. */
  string(field: string): string {
    const value = this.#value(field);
    return typeof value === 'string' ? value : this.#fail(field, 'a string', value);
  }

  /** @throws ContentError unless the field is a string, null or absent. */
  optionalString(field: string): string | null {
    const value = this.#value(field) ?? null;
    return value === null || typeof value === 'string' ? value : this.#fail(field, 'a string', value);
  }

  /** @throws ContentError unless the field is a boolean, null or absent. */
  boolean(field: string, whenAbsent: boolean): boolean {
    const value = this.#value(field) ?? whenAbsent;
    return typeof value === 'boolean' ? value : this.#fail(field, 'true or false', value);
  }

  /** @throws ContentError unless the field is a whole number. */
  integer(field: string): number {
    const value = this.#value(field);
    return Number.isSafeInteger(value) ? (value as number) : this.#fail(field, 'a whole number', value);
  }

  /** @throws ContentError unless the field is a whole number, null or absent. */
  optionalInteger(field: string): number | null {
    return (this.#value(field) ?? null) === null ? null : this.integer(field);
  }

  /** An object; empty when null or absent. @throws ContentError when it is something else. */
  object(field: string): JsonRecord {
    const value = this.#value(field) ?? {};
    return isJsonRecord(value) ? value : this.#fail(field, 'an object', value);
  }

  /** One of `choices`. @throws ContentError when it is something else, also when absent without `whenAbsent`. */
  choice<T extends string | number>(field: string, choices: readonly T[], whenAbsent?: T): T {
    const value = this.#value(field) ?? whenAbsent;
    const found = choices.find((choice) => choice === value);
    return found ?? this.#fail(field, `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`, value);
  }

  #value(field: string): unknown {
    return Object.hasOwn(this.#content, field) ? this.#content[field] : undefined;
  }

  #fail(field: string, wanted: string, value: unknown): never {
    throw new ContentError(`${this.#messageType}: content.${field} must be ${wanted}, got ${inWords(value)}`);
  }
}

function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : `the number ${value}`;
  if (typeof value === 'string') return value.length > 40 ? 'a string' : `the string ${JSON.stringify(value)}`;
  return `a ${typeof value}`;
}
