/** The head of an exported page: what it may do, its title, its styles. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { KERNEL_FOLDER } from '../../../kernel-folder';
import { append, element, textNode, type Element } from './tree';

/**
 * Nothing may be asked for, and no script runs, whatever an output holds (Content Security Policy Level 3). A page's own scripts are told
 * by their hashes.
 */
export function policyFor(scripts: readonly string[] = []): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const allowed = hashes.length === 0 ? '' : `script-src ${hashes.join(' ')}; `;
  return `default-src 'none'; ${allowed}img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'`;
}

/** @param scripts those that stand in the page */
export function fillHead(head: Element, title: string, styles: readonly string[], scripts: readonly string[] = []): void {
  head.childNodes = [];
  append(head, [
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policyFor(scripts) }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', {}, title),
    // A site's icon would be asked for.
    element('link', { rel: 'icon', href: 'data:,' }),
    ...styles.filter((css) => css !== '').map((css) => element('style', {}, css)),
  ].flatMap((part) => [part, textNode('\n')]));
}

/** A file of the page's look or behaviour. */
export function readAsset(name: string): string {
  return fs.readFileSync(path.join(KERNEL_FOLDER, 'assets', 'export-template', name), 'utf8');
}
