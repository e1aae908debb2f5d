/** Links from one notebook to another, in what is made of them. */
import path from 'node:path';

/** A notebook and what is made of it. */
export interface Exported {
  readonly file: string;
  readonly output: string;
}

/** Gives for each link of a notebook's text where it leads to: a notebook that is exported, too, is found as what is made of it. */
export function linksBetween(all: readonly Exported[], { file, output }: Exported): (address: string) => string {
  const outputs = new Map(all.map((other) => [path.resolve(other.file), path.resolve(other.output)]));
  return (address) => {
    const [, name, rest = ''] = /^([^?#:]+\.ipynb)([?#].*)?$/.exec(address) ?? [];
    const target = name === undefined ? undefined : outputs.get(path.resolve(path.dirname(file), decoded(name)));
    if (target === undefined) return address;
    return path.relative(path.dirname(path.resolve(output)), target).split(path.sep).map(encodeURIComponent).join('/') + rest;
  };
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
