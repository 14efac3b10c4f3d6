import { writeFile } from 'node:fs/promises';
import { disposeBatch, type ImageDataset } from '@ae-lab/core';

/** Element types and the class of byte arrays; "MAT-File Level 5 File Format", MathWorks, tables 1-1 and 1-3. */
const [INT8, UINT8, INT32, UINT32, MATRIX] = [1, 2, 5, 6, 14];
const UINT8_CLASS = 9;

/**
 * Writes grey images and their labels as MATLAB would (level 5, without compression): `input_images` [size, pixels], each
 * image column by column, and `output_labels` [size, 1], both as bytes.
 */
export async function writeMat(file: string, data: ImageDataset): Promise<void> {
  const { size, labels = new Int32Array(size) } = data;
  const [height, width] = data.imageShape;
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file');
  header.writeUInt32LE(0, 116);
  header.writeUInt32LE(0, 120);
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);

  const batch = await data.batch(Array.from({ length: size }, (_, i) => i));
  const values = await batch.images.data();
  disposeBatch(batch);
  // The matrix is stored column by column as well: first the upper left pixel of all images, then the pixel below it.
  const pixels = Buffer.alloc(size * height * width);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      for (let i = 0; i < size; i++) {
        pixels[(x * height + y) * size + i] = Math.round(255 * values[(i * height + y) * width + x]);
      }
    }
  }
  const variables = [
    matrix('input_images', [size, height * width], pixels),
    matrix('output_labels', [size, 1], Buffer.from(labels)),
  ];
  await writeFile(file, Buffer.concat([header, ...variables]));
}

function matrix(name: string, shape: readonly number[], bytes: Buffer): Buffer {
  const flags = words([UINT8_CLASS, 0]);
  const parts = [
    element(UINT32, flags),
    element(INT32, words(shape)),
    element(INT8, Buffer.from(name)),
    element(UINT8, bytes),
  ];
  return element(MATRIX, Buffer.concat(parts));
}

/** Type and length, then the content up to the next multiple of 8 bytes. */
function element(type: number, content: Buffer): Buffer {
  return Buffer.concat([words([type, content.length]), content, Buffer.alloc((8 - (content.length % 8)) % 8)]);
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32LE(value, 4 * i);
  });
  return bytes;
}
