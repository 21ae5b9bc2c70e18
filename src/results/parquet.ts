import { rm } from 'node:fs/promises';
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { GrowingFile } from '../files/whole.ts';
import type { Cell, Column } from './tables.ts';

/** Rows held in memory before they are written as a row group: readers like groups large, memory likes them small. */
const ROWS_PER_GROUP = 65_536;

/**
 * A Parquet file that takes rows one by one and holds one row group of them in memory. Nothing is there under its name
 * before `keep`. Strings are dictionary-encoded, pages compressed by Snappy: what every reader knows.
 * Of 0 and −0 in one column the writer may keep but one; nothing here is −0.
 */
export class ParquetTable {
  readonly #path: string;
  readonly #columns: readonly Column[];
  readonly #program: string;
  readonly #rowsPerGroup: number;
  /** Cells of the rows that are not written yet, column by column. */
  #cells: (Cell | bigint)[][];
  #open: { readonly file: GrowingFile; readonly writer: ParquetWriter } | undefined;

  /** `program` is noted as what wrote it. */
  constructor(path: string, columns: readonly Column[], program: string, rowsPerGroup = ROWS_PER_GROUP) {
    this.#path = path;
    this.#columns = columns;
    this.#program = program;
    this.#rowsPerGroup = rowsPerGroup;
    this.#cells = columns.map(() => []);
  }

  /** Takes rows with a cell for each column. */
  async add(rows: Iterable<readonly Cell[]>): Promise<void> {
    for (const row of rows) {
      this.#columns.forEach(({ type }, i) => {
        const cell = row[i];
        this.#cells[i].push(type === 'INT64' && typeof cell === 'number' ? BigInt(cell) : cell);
      });
      if (this.#cells[0].length === this.#rowsPerGroup) await this.#writeGroup();
    }
  }

  /** Writes what is still to be written; says whether there were rows at all. */
  async finish(metadata: Readonly<Record<string, string>>): Promise<boolean> {
    if (this.#cells[0].length > 0) await this.#writeGroup();
    if (this.#open === undefined) return false;
    this.#open.writer.kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    await this.#open.writer.finish();
    return true;
  }

  /** Puts the finished file in its place. One without rows is none, and one from before is taken away. */
  async keep(): Promise<void> {
    if (this.#open === undefined) await rm(this.#path, { force: true });
    else await this.#open.file.keep();
  }

  /** Leaves nothing behind of a file that was not kept. */
  async discard(): Promise<void> {
    await this.#open?.file.discard();
  }

  async #writeGroup(): Promise<void> {
    if (this.#open === undefined) {
      const file = await GrowingFile.create(this.#path);
      const columnData = this.#columns.map(({ name, type, nullable }) => ({ name, type, nullable, data: [] }));
      const schema = schemaFromColumnData({ columnData });
      const writer = new ParquetWriter({ writer: new FileBytes(file), schema, createdBy: this.#program });
      this.#open = { file, writer };
    }
    const columnData = this.#columns.map(({ name, type }, i): ColumnSource => {
      return { name, data: this.#cells[i], ...(type === 'STRING' && { encoding: 'RLE_DICTIONARY' }) };
    });
    await this.#open.writer.write({ columnData, rowGroupSize: this.#rowsPerGroup });
    this.#cells = this.#columns.map(() => []);
  }
}

/** Hands the bytes of each row group to a file. */
class FileBytes extends ByteWriter {
  readonly #file: GrowingFile;

  constructor(file: GrowingFile) {
    super();
    this.#file = file;
  }

  async flush(): Promise<void> {
    await this.#file.append(this.getBytes());
    this.index = 0;
  }

  override async finish(): Promise<void> {
    await this.flush();
  }
}
