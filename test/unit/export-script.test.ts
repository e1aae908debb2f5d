/** `--to script`: what becomes of a notebook's cells. That the scripts run is told by test/notebooks/export.test.ts. */
import { expect, test } from '@jest/globals';
import { makeScript } from '../../kernel/cli/export/script/make-script';
import type { Notebook } from '../../kernel/cli/run/notebook';

/** The script of these cells, without its first line. */
function scriptOf(...cells: (string | { md: string } | { code: string; tags: string[] })[]): string {
  const notebook: Notebook = {
    nbformat: 4, nbformat_minor: 5, metadata: {},
    cells: cells.map((cell) => (typeof cell === 'object' && 'md' in cell
      ? { cell_type: 'markdown', metadata: {}, source: cell.md }
      : { cell_type: 'code', metadata: typeof cell === 'string' ? {} : { tags: cell.tags }, source: typeof cell === 'string' ? cell : cell.code, outputs: [], execution_count: null })),
  };
  return String(makeScript({ file: 'one.ipynb', notebook, output: 'one.mts' }).content).split('\n').slice(1).join('\n').trim();
}

/** Stands in a script that shows values: as in a notebook, undefined is not shown. */
const SHOW = 'const show = (value: unknown): void => void (value === undefined || console.log(value));';

test.each<[name: string, cells: Parameters<typeof scriptOf>, script: string]>([
  ['text is a comment, and so are magics', [{ md: '# Title\n\n*/ more' }, '%npm install piscina\n%time await work();'], '// # Title\n//\n// */ more\n\n// %npm install piscina\n/* %time */ await work();'],
  ['a cell for a magic', ['%%sh\nls\necho', '%%time\nwork();'], '// %%sh\n// ls\n// echo\n\n// %%time\nwork();'],
  ['a value that is shown is printed', ['1 + 1', 'await work()', '{a: 1}', 'work();', 'display(1)'], `import { display } from 'awaitbook';\n${SHOW}\n\nshow(await (1 + 1));\n\nshow(await work());\n\nshow(await ({a: 1}));\n\nwork();\n\ndisplay(1);`],
  ['variables that are declared anew are assigned', ['const a = 1;', 'const a: number = 2, b = 3;', 'let a;'], 'let a = 1;\n\nlet b; a = 2, b = 3;\n\na = undefined;'],
  ['and so are those of a pattern', ['const { a } = one;', 'const { a, c = [1] } = two, [d] = c;'], 'let { a } = one;\n\nlet c, d; ;({ a, c = [1] } = two), [d] = c;'],
  ['a name of other kinds gets a number', ['function f() { return f; }', 'class f {}\nnew f();\nconst o = { f, g: (f: number) => f };', 'f;'], 'function f() { return f; }\n\nclass f_2 {}\nnew f_2();\nconst o = { f: f_2, g: (f: number) => f };\n\nf_2;'],
  ['a number that is taken', ['const f = 1, f_2 = 2;', 'function f() {}\nf();'], 'const f = 1, f_2 = 2;\n\nfunction f_3() {}\nf_3();'],
  ['the same import', ["import a, { b } from 'm';\na(b);", "import { b, c } from 'm';\nb(c);", "import { b } from 'm';"], "import a, { b } from 'm';\na(b);\n\nimport { c } from 'm';\nb(c);\n\n// import { b } from 'm'; (imported above)"],
  ['an import over a variable', ['const sleep = 1;', "import { setTimeout as sleep } from 'node:timers/promises';\nawait sleep(1);"], "const sleep = 1;\n\nimport { setTimeout as sleep_2 } from 'node:timers/promises';\nawait sleep_2(1);"],
  ['a name that may be a type', ["import { b, type C, D } from 'm';\nconst x: D = b();"], "import { b, type C, type D } from 'm';\nconst x: D = b();"],
  ['a package as Deno names it', ["import a from 'npm:left-pad@1';\na();"], "import a from 'left-pad';\na();"],
  ['what cells have without an import', ['html`<b>`;\nrequire("fs");', 'const md = 1;\nmd;'], "import { html } from 'awaitbook';\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n\nhtml`<b>`;\nrequire(\"fs\");\n\nconst md = 1;\nmd;"],
  ['what CommonJS has', ['work(__dirname, __filename);', 'const __filename = 1;'], 'const __dirname = import.meta.dirname;\n\nwork(__dirname, __filename);\n\nconst __filename = 1;'],
  ['a line that would go on', ['const a = 1', '[a].map(String);', '`x`;'], 'const a = 1\n\n;[a].map(String);\n\n;`x`;'],
  ['an error that is meant', [{ code: 'throw new Error("x");', tags: ['raises-exception'] }], 'try {\nthrow new Error("x");\n} catch (error) {\n  console.error(error); // as it was meant to be\n}'],
  ['what other cells use of one that is meant to fail', [{ code: 'import { b } from "m";\nconst a = b(), own = 1;\nfunction f() {}\nclass C {}\nthrow a;', tags: ['raises-exception'] }, 'f(a, new C());'], 'import { b } from "m";\nfunction f() {}\nlet a, C;\ntry {\nlet own; a = b(), own = 1;\n\nC = class C {};\nthrow a;\n} catch (error) {\n  console.error(error); // as it was meant to be\n}\n\nf(a, new C());'],
  ['a variable that is first declared by one that is meant to fail', [{ code: 'const a = 1;\nthrow a;', tags: ['raises-exception'] }, 'const a = 2;'], 'let a;\ntry {\na = 1;\nthrow a;\n} catch (error) {\n  console.error(error); // as it was meant to be\n}\n\na = 2;'],
  ['a cell that has a "show" of its own', ['const show = 1;\nshow'], `${SHOW.replace('show', 'show_2')}\n\nconst show = 1;\nshow_2(await (show));`],
  ['what is no TypeScript', ['const const = 1'], '// This cell is no TypeScript:\n// const const = 1'],
  ['what is not run', [{ code: 'work()', tags: ['skip-execution'] }], ''],
])('%s', (_name, cells, script) => {
  expect(scriptOf(...cells)).toBe(script);
});
