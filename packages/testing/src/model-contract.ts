import {
  ArgumentError,
  type Decoder,
  type Encoder,
  type Generator,
  type ImageShape,
  type NetworkEncoder,
  type Reconstructor,
  Rng,
} from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Uses } from './expect-disposal';
import { describeTrainable, onImages, type TrainableContract, type TrainableModel } from './trainable-contract';

/** A model that maps images to codes and back. It may have an encoder to copy, or generate images. */
export interface AutoencodingModel
  extends Encoder,
    Decoder,
    Reconstructor,
    TrainableModel,
    Partial<Pick<NetworkEncoder, 'copyEncoder'>>,
    Partial<Pick<Generator, 'generate'>> {}

/** Tests what holds for every model that encodes and decodes images, whatever networks it has. */
export function describeModel<M extends AutoencodingModel>(name: string, contract: TrainableContract<M>): void {
  const { make, fit } = contract;
  const uses = (model: M, images: tf.Tensor4D): Uses => ({
    encode: () => model.encode(images),
    decode: () => tf.tidy(() => model.decode(tf.ones([2, model.latentDim]) as tf.Tensor2D)),
    reconstruct: () => model.reconstruct(images),
    ...(model.copyEncoder && { copyEncoder: () => model.copyEncoder?.() }),
    ...(model.generate && { generate: () => model.generate?.(2, new Rng(1)) }),
    ...contract.uses?.(model, images),
  });
  describeTrainable(
    name,
    { ...contract, uses },
    (model, images) => [model.reconstruct(images)],
    () => {
      it.each<ImageShape>([
        [12, 12, 1],
        [11, 13, 3],
      ])('maps images of %i x %i x %i to codes and back, with the same results each time', async (...imageShape) => {
        const data = syntheticDigits({ size: 24, seed: 1, imageShape });
        const model = make(imageShape, 1);
        await fit(model, data, 1);
        const [codes, again, images, reconstructions] = onImages(data, (x) => {
          const z = model.encode(x);
          return [z, model.encode(x), model.decode(z), model.reconstruct(x)];
        });
        expect(codes.shape).toEqual([24, model.latentDim]);
        expect(images.shape).toEqual([24, ...imageShape]);
        expect(again.values).toEqual(codes.values);
        expect(reconstructions.values).toEqual(images.values);
        model.dispose();
      });

      it('copies its encoder and generates images by seed, if it can', async () => {
        const data = syntheticDigits({ size: 24, seed: 1, imageShape: [12, 12, 1] });
        const model = make([12, 12, 1], 1);
        await fit(model, data, 1);
        const owned = tf.memory().numTensors;
        const encoder = model.copyEncoder?.();
        if (encoder !== undefined) {
          const [codes, same] = onImages(data, (x) => [model.encode(x), encoder.apply(x) as tf.Tensor]);
          expect(same.shape).toEqual(codes.shape);
          expect(same.values).toEqual(codes.values.map((value) => expect.closeTo(value, 4)));
          encoder.dispose();
        }
        if (model.generate !== undefined) {
          const seeds = [7, 7, 8];
          const [drawn, again, others] = onImages(data, () => seeds.map((seed) => model.generate!(3, new Rng(seed))));
          expect(drawn.shape).toEqual([3, 12, 12, 1]);
          expect(again.values).toEqual(drawn.values);
          expect(others.values).not.toEqual(drawn.values);
        }
        expect(tf.memory().numTensors).toBe(owned);
        model.dispose();
      });

      it('learns: its reconstructions are closer than the mean image', async () => {
        const data = syntheticDigits({ size: 240, seed: 2, imageShape: [12, 12, 1] });
        const model = make([12, 12, 1], 1);
        await fit(model, data, 1);
        const [error, baseline] = onImages(data, (x) => [
          tf.mean(tf.squaredDifference(x, model.reconstruct(x))),
          tf.mean(tf.squaredDifference(x, tf.mean(x, 0))),
        ]);
        expect(error.values[0]).toBeLessThan(0.95 * baseline.values[0]);
        model.dispose();
      });

      it('refuses images and codes of another shape', async () => {
        const model = make([12, 12, 1], 1);
        await fit(model, syntheticDigits({ size: 24, seed: 6, imageShape: [12, 12, 1] }), 1);
        tf.tidy(() => {
          expect(() => model.encode(tf.zeros([2, 13, 12, 1]))).toThrow(ArgumentError);
          expect(() => model.reconstruct(tf.zeros([2, 12, 12, 3]))).toThrow(
            'images: expected a tensor of shape [n, 12, 12, 1]',
          );
          expect(() => model.decode(tf.ones([2, model.latentDim + 1]) as tf.Tensor2D)).toThrow('codes: expected');
        });
        const other = syntheticDigits({ size: 24, seed: 6, imageShape: [12, 13, 1] });
        await expect(fit(model, other, 1)).rejects.toThrow('data.imageShape: expected [12, 12, 1], got [12, 13, 1].');
        model.dispose();
      });
    },
  );
}
