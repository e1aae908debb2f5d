/** What `awaitbook export` can make. */

export const FORMATS = ['html', 'pdf', 'md'] as const;

export type Format = (typeof FORMATS)[number];

/** How the files end. */
export const ENDINGS: Readonly<Record<Format, string>> = { html: '.html', pdf: '.pdf', md: '.md' };
