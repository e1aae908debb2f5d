/** What `awaitbook export` can make. */

export const FORMATS = ['html', 'slides', 'pdf', 'md', 'script'] as const;

export type Format = (typeof FORMATS)[number];

/** How the files end; those for slides as nbconvert's do. */
export const ENDINGS: Readonly<Record<Format, string>> = { html: '.html', slides: '.slides.html', pdf: '.pdf', md: '.md', script: '.mts' };
