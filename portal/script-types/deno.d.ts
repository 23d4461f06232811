declare namespace Deno {
  /** The secrets of this script. */
  const env: {
    get(name: string): string | undefined
    has(name: string): boolean
    toObject(): Record<string, string>
  }
}

declare module 'npm:*'
