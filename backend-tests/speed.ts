/** What the speed of training is measured on: images like MNIST's. */
export const SPEED_SIDE = 28;
export const SPEED_BATCH = 32;
