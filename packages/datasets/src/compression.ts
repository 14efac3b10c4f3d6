/** A compressed format: gzip (RFC 1952) or zlib (RFC 1950), named as in the web's DecompressionStream. */
export type CompressionFormat = 'gzip' | 'deflate';
