/** Links from one notebook to another, in what is made of them. */
import path from 'node:path';

/** A notebook and what is made of it. */
export interface Exported {
  readonly file: string;
  readonly output: string;
}

/** An address of a file, from the folder of the one that names it. */
const RELATIVE = /^(?![a-z][a-z\d+.-]*:|[#?/\\])./i;

/**
 * Gives for each link of a notebook's text where it leads to: a notebook that is exported, too, is found as what is made of it, and other files
 * from the new place.
 */
export function linksBetween(all: readonly Exported[], { file, output }: Exported): (address: string) => string {
  const outputs = new Map(all.map((other) => [path.resolve(other.file), path.resolve(other.output)]));
  const folder = path.dirname(path.resolve(output));
  const back = asAddress(path.relative(folder, path.dirname(path.resolve(file))));
  return (address) => {
    if (!RELATIVE.test(address)) return address;
    const [, name, rest = ''] = /^([^?#:]+\.ipynb)([?#].*)?$/.exec(address) ?? [];
    const target = name === undefined ? undefined : outputs.get(path.resolve(path.dirname(file), decoded(name)));
    if (target === undefined) return back === '' ? address : `${back}/${address}`;
    return asAddress(path.relative(folder, target)) + rest;
  };
}

function asAddress(relative: string): string {
  return relative.split(path.sep).map(encodeURIComponent).join('/');
}

/** A name with a percent sign in it may be no escape. */
export function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}
