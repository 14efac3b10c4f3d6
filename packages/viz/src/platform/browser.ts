import { AeLabError, ArgumentError } from '@ae-lab/base';
import { pngSize } from '../png-size';

/** Returns the picture as PNG bytes, drawn by a canvas. */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  if (typeof Image === 'undefined') {
    throw new AeLabError(
      'toPng: expected a page, whose canvas draws the picture, got a worker. Send the SVG to the page.',
    );
  }
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode().catch(() => {
      throw new ArgumentError('svg', 'an SVG picture', svg);
    });
    const { width, height } = pngSize(image.naturalWidth, image.naturalHeight, scale);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new ArgumentError('scale', 'a scale that gives a picture that a canvas can hold', scale);
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}
