/**
 * All tests of the kernels again in a browser. It has relaxed SIMD and so uses the other of the two builds. The first import
 * starts the backend with the address of its file; the calls in the tests then change nothing.
 */
import '../../test/start-in-browser';
import './activation.test';
import './activation-gradient.test';
import './batch-normalization.test';
import './boxes.test';
import './conv2d.test';
import './cross-entropy.test';
import './einsum.test';
import './identity.test';
import './mat-mul.test';
import './optimizers.test';
import './pooling.test';
import './random.test';
import './reconstruction-loss.test';
import './sum.test';
import './unsorted-segment-sum.test';
import './write-rows.test';
