// Authgear's scripts begin with an import of its types from the web. Here they are a file of our own, whatever version
// is asked for, and nothing is fetched.

import { readFile } from 'node:fs/promises'

const address = /^https:\/\/deno\.land\/x\/authgear[_-]deno[_-]hook(?:@[^/]*)?\/mod\.ts$/

export const isAuthgearTypes = (url: string): boolean => address.test(url)

const file = new URL('../../../sandbox-runner/types/authgear-deno-hook.ts', import.meta.url)

export const readAuthgearTypes = (): Promise<string> => readFile(file, 'utf8')
