import { expect, it } from 'vitest';
import { restatesName } from './restates-name.mjs';

it.each([
  ['The learning rate.', ['learningRate', 'SgdOptions']],
  ['Options of SGD.', ['SgdOptions']],
  ['The layers of the encoder', ['layer', 'Encoder']],
  ['An HTML report.', ['HTMLReport']],
  ['The L1 penalty.', ['L1Penalty']],
  ['', ['anything']],
])('"%s" only restates %j', (text, names) => {
  expect(restatesName(text, names)).toBe(true);
});

it.each([
  ['The learning rate, above 0.', ['learningRate', 'SgdOptions']],
  ['[height, width, channels].', ['imageShape']],
  ['Default 0.', ['seed']],
])('"%s" says more than %j', (text, names) => {
  expect(restatesName(text, names)).toBe(false);
});
