export interface ZipLimits {
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
  /** Folders that are only part of a path count too. */
  readonly entries: number;
  readonly pathBytes: number;
}

/** Of function packages. */
export const PACKAGE_LIMITS: ZipLimits = {
  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 50 MB zipped, uploaded directly. */
  zippedBytes: 52_428_800,
  /** The same: 250 MB unzipped, layers included. */
  unzippedBytes: 262_144_000,
  /** Ours: what a zip file without the 64-bit extension can hold. */
  entries: 65_535,
  /** Ours: PATH_MAX of Linux is 4,096 with the folder in front. */
  pathBytes: 2_048,
};

/** NAME_MAX of Linux. */
export const NAME_BYTES_MAX = 255;
/** PATH_MAX of Linux. */
export const PATH_CHARS_MAX = 4_096;
/** MAXSYMLINKS of Linux. */
export const LINK_HOPS_MAX = 40;
/** Ours: path segments looked at for all links of a file; a link of a package manager takes some ten. */
export const LINK_STEPS_MAX = 500_000;
