export { ArrayDataset } from './array-dataset';
export type { Budget } from './budget';
export { type DatasetView, viewOf } from './dataset-view';
export type { DatasetFold, DatasetViews } from './dataset-views';
export { type DownloadOptions, type DownloadProgress, download } from './download';
export { type IdxArray, readIdx } from './idx';
export type { ImageArrays } from './image-store';
export { gunzip, type InflateOptions } from './inflate';
export type { LeftOut, LeftOutReason } from './left-out';
export { type LoadMatOptions, loadMat } from './load-mat';
export {
  type FromPngsOptions,
  fromPngs,
  type LoadPngsOptions,
  loadPngs,
  type PngFile,
  type PngOptions,
} from './load-pngs';
export { type MatVariable, type ReadMatOptions, readMat } from './mat';
export { loadMnist, type TrainTest } from './mnist';
export type { LoadMnistOptions } from './mnist-files';
export type { MnistName, MnistPart } from './mnist-variants';
export type { NumericArray } from './numbers';
export type { Orientation } from './orientation';
export { type SyntheticDigitsOptions, syntheticDigits } from './synthetic-digits';
