import { expect, it } from 'vitest';
import { habitsIn } from './english.mjs';

it.each([
  ['Measured behind every epoch.', '1: "behind every" (write: after, beneath or below)'],
  ['An option\nis ignored in silence.', '2: "in silence" (write: silently)'],
  ['a seed is none', '1: "is none" (write: is not one)'],
  ['Numbers a code, at least 1.', '1: "Numbers a code" (write: ... per ...)'],
  ['nats an image', '1: "nats an image" (write: ... per ...)'],
  ['/** What the model learns. */', '1: "/** What" (write: a docstring that begins with a noun phrase or a verb)'],
  [' * Of the generator.', '1: "* Of" (write: a docstring that begins with a noun phrase or a verb)'],
])('finds the habit in %j', (text, place) => {
  expect(habitsIn(text)).toEqual([place]);
});

it.each([
  '500 images a second',
  'a batch of images',
  'none of them, or undefined where there is none',
  '/** The learning rate. */',
  '/** In [0, 1]. */',
])('leaves %j alone', (text) => {
  expect(habitsIn(text)).toEqual([]);
});
