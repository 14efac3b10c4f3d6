/** A program that computes on two threads and ends by itself. */
import * as tf from '@tensorflow/tfjs-core';
import { useWasmBackend, wasmThreads } from '../src';

async function main(): Promise<void> {
  await useWasmBackend({ threads: 2 });
  const product = tf.matMul(tf.ones([300, 200]), tf.ones([200, 300]));
  console.log(`${wasmThreads()} threads: ${(await product.data())[0]}`);
}

void main();
