/**
 * All tests of the kernels again in a browser, which has relaxed SIMD: the other build of the two. The backend is started
 * first, with the address of its file; their own calls then change nothing.
 */
import '../../test/start-in-browser';
import './activation.test';
import './activation-gradient.test';
import './batch-normalization.test';
import './boxes.test';
import './conv2d.test';
import './einsum.test';
import './identity.test';
import './mat-mul.test';
import './optimizers.test';
import './pooling.test';
import './random.test';
import './reconstruction-loss.test';
import './sum.test';
import './unsorted-segment-sum.test';
