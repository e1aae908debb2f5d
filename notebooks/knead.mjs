/** Kneads for so many ms: it computes, without a pause. @param {number} ms */
export default function knead(ms) {
  const end = performance.now() + ms;
  let turns = 0;
  while (performance.now() < end) turns += 1;
  return turns;
}

if (process.argv[2] === 'kitchen') process.once('message', (ms) => process.send(knead(ms)));
