import { createServer, get } from 'node:http';
import { claimDataDirectory } from './data-directory.ts';

/** A process that claims a data directory: as owner it answers HTTP until it is killed, otherwise it asks the owner something. */
const claim = await claimDataDirectory(process.argv[2] ?? '');
if (claim.owner) {
  const server = createServer((_, response) => response.end(`answered by ${process.pid}`));
  claim.serve((socket) => server.emit('connection', socket));
  process.send?.({ owner: true, pid: process.pid });
} else {
  get({ socketPath: claim.socketPath, path: '/', agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (answer) => process.send?.({ owner: false, pid: claim.pid, answer }));
  });
}
setInterval(() => {}, 60_000);
