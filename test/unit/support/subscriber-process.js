/**
 * A client of iopub in a process of its own, so that it can be stopped (SIGSTOP): counts messages and bytes, and reports each time
 * a message on the topic `report` comes. Argument: the address.
 */
const { Subscriber } = require('zeromq');

const subscriber = new Subscriber({ receiveHighWaterMark: 0 });
subscriber.connect(process.argv[2] ?? '');
subscriber.subscribe('');

/** @param {object} message */
const tell = (message) => process.send?.(message);

async function read() {
  let messages = 0;
  let bytes = 0;
  /** @type {number[]} */
  const numbers = [];
  for await (const [topic, body = Buffer.alloc(0)] of subscriber) {
    if (String(topic) === '') tell({ kind: 'welcome' });
    else if (String(topic) === 'report') tell({ kind: 'report', name: String(body), messages, bytes, numbers });
    else {
      messages++;
      bytes += body.length;
      numbers.push(body.readUInt32LE(0));
    }
  }
}

void read();
