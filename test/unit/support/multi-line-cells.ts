/** Cells of several lines as people write them in notebooks, one for each construct that spans lines. */
import { DECLARATION_CELLS } from './multi-line-declarations';

const STATEMENT_CELLS = {
  'requests one after the other': `const names = ['ann', 'bob', 'cem'];
const started = performance.now();
for (const name of names) {
  const response = await fetch(\`http://localhost:8080/\${name}\`);
  console.log(name, await response.text());
}
console.log(\`\${Math.round(performance.now() - started)} ms\`);`,
  'requests together': `const bodies = await Promise.all(
  names.map(async (name) => {
    const response = await fetch(
      \`http://localhost:8080/\${name}\`,
      { signal: AbortSignal.timeout(500) },
    );
    return response.json();
  }),
);
bodies`,
  'try, catch and finally': `try {
  await save({ id: 1 });
} catch (error) {
  if (error instanceof TypeError) {
    console.error('not there:', error.message);
  } else {
    throw error;
  }
} finally {
  console.log('done');
}`,
  'if, else if, else': `if (count === 0) {
  label = 'none';
}
else if (count < 10)
  label = 'some';
else {
  label = 'many';
}`,
  'a switch': `switch (shape.kind) {
  case 'circle':
    area = Math.PI * shape.radius ** 2;
    break;
  case 'square': {
    const { side } = shape;
    area = side * side;
    break;
  }
  default:
    throw new Error(\`no area of \${shape.kind}\`);
}`,
  'do and while': `let tries = 0;
do {
  tries += 1;
} while (
  tries < 3 &&
  !ready()
);
while (queue.length > 0)
  handle(queue.shift());`,
  'loops with labels': `outer:
for (let row = 0; row < 3; row++) {
  for (
    let column = 0;
    column < 3;
    column++
  ) {
    if (row * column === 2) break outer;
  }
}`,
  'for await': `async function* ticks(count: number) {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    yield i;
  }
}
for await (const tick of ticks(3)) {
  console.log(tick);
}`,
  'a chain of calls': `const longest = words
  .filter((word) => word.length > 3)
  .map((word) =>
    word.toUpperCase())
  .sort((a, b) => b.length - a.length)
  [0];`,
  'an object in an object': `const config = {
  name: 'a',
  nested: {
    list: [
      1,
      2,
    ],
    'quoted key': null,
    [computed + 'x']: true,
  },
  method() {
    return this.name;
  },
  get size() { return 1; },
  async *items() {
    yield* other;
  },
  ...rest,
};`,
  'one object literal': `{
  name: 'a',
  list: [1, 2],
}`,
  'a template of several lines': `const page = \`
<ul>
  \${items
    .map((item) => \`<li>\${item}</li>\`)
    .join('\\n')}
</ul>
\`;
console.log(page);`,
  'a tagged template': `const query = sql\`
  select *
  from planets
  where name = \${name}
\`;`,
  'a condition over lines': `const fare = age < 6
  ? 0
  : age < 18
    ? price / 2
    : price;
const isOpen =
  hour >= 8 &&
  hour < 20 ||
  isFriend;`,
  'regular expressions and strings': `const date = /^(\\d{4})-(\\d{2})$/u;
const text = 'it\\'s ' +
  "a \\"text\\" " +
  'that goes \\
on';
const half = total / 2 / parts;`,
  'JSX': `const list = (
  <ul className="names">
    {names.map((name) => (
      <li key={name}>
        {name}, it is
        <b>you</b>
      </li>
    ))}
    <hr />
  </ul>
);`,
  'an element alone': `<p>
  Type
  and it's shown
</p>`,
  'a fragment': `const both = <>
  <Title
    text="a"
    {...rest}
  />
  text with 'one apostrophe
</>;`,
  'resources': `{
  await using connection = await open();
  using file = openSync('a.txt');
  console.log(
    connection,
    file,
  );
}`,
  'a promise by hand': `const wait = (ms: number) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      resolve,
      ms,
    );
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
await wait(10);`,
  'a function that is called at once': `await (async () => {
  const results = [];
  for (const url of urls) {
    results.push(await load(url));
  }
  return results;
})();
(function () {
  'use strict';
})()`,
};

export const MULTI_LINE_CELLS: Readonly<Record<string, string>> = { ...STATEMENT_CELLS, ...DECLARATION_CELLS };
