/** The kind of an entry of a folder; that of a link is the kind of its target. */
export type EntryKind = 'folder' | 'file' | 'special-file' | 'broken-link' | 'circular-link';

/** A reason for which a loader leaves out files, folders or links: see {@link LeftOut}. */
export type LeftOutReason = 'hidden' | 'other-image' | 'other-file' | 'special-file' | 'broken-link' | 'circular-link';

/** Files, folders or links that a loader left out for one reason. */
export interface LeftOut {
  /**
   * `hidden` (a name that starts with a dot, or `__MACOSX`), `other-image` (not a PNG file by its name), `other-file`,
   * `special-file` (such as a pipe or a device), `broken-link`, or `circular-link` (to a folder that contains the link).
   */
  readonly reason: LeftOutReason;
  /** The path of each, relative to the loaded folder. The files of a folder that was left out are not listed. */
  readonly paths: readonly string[];
}

const OTHER_IMAGE = /\.(jpe?g|jpe|jfif|gif|bmp|webp|tiff?|avif|hei[cf]|svg|jp2|jxl|p[bgnp]m|ico|tga)$/i;

/** Names each reason in the singular and the plural. */
const NAMES: Readonly<Record<LeftOutReason, readonly [string, string]>> = {
  hidden: ['hidden file or folder', 'hidden files or folders'],
  'other-image': ['image that is not a PNG file', 'images that are not PNG files'],
  'other-file': ['file that is not an image', 'files that are not images'],
  'special-file': ['pipe, socket or device', 'pipes, sockets or devices'],
  'broken-link': ['broken link', 'broken links'],
  'circular-link': ['link to a folder that contains it', 'links to a folder that contains them'],
};

/** Returns why a loader of PNG files leaves out an entry of a folder, or undefined for a PNG file or a folder. */
export function reasonToLeaveOut(name: string, kind: EntryKind): LeftOutReason | undefined {
  // macOS adds `._0.png` (AppleDouble) to `0.png` on foreign disks, and `__MACOSX` to archives.
  if (name.startsWith('.') || name === '__MACOSX') return 'hidden';
  if (kind === 'folder') return undefined;
  if (kind !== 'file') return kind;
  if (/\.png$/i.test(name)) return undefined;
  return OTHER_IMAGE.test(name) ? 'other-image' : 'other-file';
}

/** Groups what was left out by the reason. */
export function groupLeftOut(all: Iterable<readonly [path: string, reason: LeftOutReason]>): LeftOut[] {
  const groups = new Map<LeftOutReason, string[]>();
  for (const [path, reason] of all) groups.set(reason, [...(groups.get(reason) ?? []), path]);
  return Array.from(groups, ([reason, paths]) => ({ reason, paths }));
}

/** Describes what was left out: `left out 2 images that are not PNG files (1.jpg, 2.JPEG), 1 broken link (a.png)`. */
export function describeLeftOut(leftOut: readonly LeftOut[]): string {
  const parts = leftOut.map(({ reason, paths }) => {
    const names = paths.length > 3 ? [...paths.slice(0, 3), '...'] : paths;
    return `${paths.length} ${NAMES[reason][paths.length === 1 ? 0 : 1]} (${names.join(', ')})`;
  });
  return `left out ${parts.join(', ')}`;
}
