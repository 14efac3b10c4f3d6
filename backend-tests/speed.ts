/** Height and width in pixels of the images that the speed of training is measured on, as in MNIST. */
export const SPEED_SIDE = 28;
/** Images per batch of that measurement. */
export const SPEED_BATCH = 32;
