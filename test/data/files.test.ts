/** Downloads from a server on this computer. */
import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { fetchBytes, fetchPacked } from '../../src/data/files.ts';

const content = Buffer.from('what is published');
const packed = gzipSync(content);
const sha256 = createHash('sha256').update(content).digest('hex');

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.gz`;
}

test('a file comes as it was sent when what is in it has the checksum', async () => {
  const address = await serve((_, response) => response.end(packed));
  expect(Buffer.from(await fetchPacked(address, sha256))).toEqual(packed);
});

const wrong: [string, RequestListener, RegExp][] = [
  ['other content', (_, response) => response.end(gzipSync('else')), /SHA-256 [0-9a-f]{64} when unpacked, expected /],
  ['a part', (_, response) => response.end(packed.subarray(0, 25)), /not a whole gzip file: unexpected end of file/],
  ['a page', (_, response) => response.end('<html>'), /not a whole gzip file: incorrect header check/],
  ['nothing', (_, response) => response.end(), /not a whole gzip file: /],
  ['no such file', (_, response) => response.writeHead(404).end('no'), /the server answers 404 Not Found/],
  [
    'a broken connection',
    (_, response) => {
      response.writeHead(200, { 'content-length': packed.length });
      response.write(packed.subarray(0, 10), () => response.destroy());
    },
    /other side closed|terminated|ECONNRESET/,
  ],
];
test.each(wrong)('%s is refused in one line with the address', async (_, listener, message) => {
  const address = await serve(listener);
  const failure = await fetchPacked(address, sha256).catch((error: Error) => error.message);
  expect(failure).toMatch(message);
  expect(failure).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/file\.gz: [^\n]+$/);
});

test('no server is told with the address', async () => {
  const address = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  await expect(fetchPacked(address, sha256)).rejects.toThrow(/^http:\S+file\.gz: .*ECONNREFUSED/);
});

const slow: [string, RequestListener, { silence: number; file: number }, RegExp][] = [
  ['never answers', () => {}, { silence: 0.5, file: 60 }, /the server has sent nothing for 0\.5 s$/],
  [
    'stops after a part',
    (_, response) => response.write('begun'),
    { silence: 0.5, file: 60 },
    /the server has sent nothing for 0\.5 s$/,
  ],
  [
    'sends a byte now and then',
    (_, response) => {
      const dripping = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(dripping));
    },
    { silence: 60, file: 1 },
    /not all of it has come in 1 s$/,
  ],
  [
    'sends elsewhere without end',
    (_, response) => response.writeHead(302, { location: '/' }).end(),
    { silence: 60, file: 60 },
    /redirect/,
  ],
];
test.each(slow)('a server is given up that %s', async (_, listener, patience, message) => {
  const address = await serve(listener);
  const failure = await fetchBytes(address, patience).catch((error: Error) => error.message);
  expect(failure).toMatch(message);
  expect(failure).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/file\.gz: [^\n]+$/);
});

test('a slow server that goes on sending is not given up', async () => {
  const address = await serve((_, response) => {
    let left = 10;
    const dripping = setInterval(() => {
      if (left-- > 0) response.write('.');
      else {
        clearInterval(dripping);
        response.end();
      }
    }, 250);
  });
  expect((await fetchBytes(address, { silence: 2, file: 60 })).length).toBe(10);
});
