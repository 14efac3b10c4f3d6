/** What {@link inflate} understands: RFC 1952 and RFC 1950 (zlib), by the names of the web's DecompressionStream. */
export type CompressionFormat = 'gzip' | 'deflate';
