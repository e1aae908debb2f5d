/** Text as a terminal would have left it: what was overwritten is gone, and what only steers a terminal is not shown. */

/** Operating system commands, such as links and titles (ECMA-48, 8.3.89), and sequences that move the cursor or clear. Colours stay. */
const STEERING = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[[\d;?]*[A-HJKSTfhlsu]|\u001b[()][A-Z\d]|\u001b[=>78]/g;
/** Control characters that a page shows as boxes; tabs, ends of lines, and the beginning of a colour stay. */
const UNSEEN = /[\0-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g;

/** A carriage return begins its line anew, as progress bars do, and a backspace takes back one character. */
export function asOnTerminal(text: string): string {
  if (!/[\0-\u0008\u000b-\u001f\u007f]/.test(text)) return text;
  let seen = text.replace(STEERING, '');
  while (/[^\n\u0008]\u0008/.test(seen)) seen = seen.replace(/[^\n\u0008]\u0008/g, '');
  return seen.replace(/\r+\n/g, '\n').replace(/[^\n]*\r[^\n]*/g, lastWritten).replace(UNSEEN, '');
}

/** What is at the end of a line stays where the newer text is shorter; only colours are not counted. */
function lastWritten(line: string): string {
  const parts = line.split('\r').filter((part) => part !== '');
  return parts.reduce((shown, part) => (part.length >= shown.length || part.includes('\u001b') || shown.includes('\u001b') ? part : part + shown.slice(part.length)), '');
}
