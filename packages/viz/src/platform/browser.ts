/** The picture as PNG bytes, by a canvas. */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  if (typeof Image === 'undefined') {
    throw new RangeError('toPng: expected a page, whose canvas draws the picture, got a worker: send it the SVG.');
  }
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new RangeError(`scale: expected a picture that a canvas can hold, got ${scale}.`);
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}
