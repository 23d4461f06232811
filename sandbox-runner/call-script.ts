// Calls a loaded script the way its dialect is called, and says how that ended.

import type { CacheEntry } from '../src/sandbox/runner-messages.ts'
import type { ScriptEntry } from '../src/sandbox/types.ts'
import { type ActionRun, createActionApi } from './action-api.ts'
import type { Script } from './load-script.ts'

/** Thrown when the script has no function to call. */
export class NoFunction extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NoFunction'
  }
}

export interface Called {
  readonly value: unknown
  readonly action?: ActionRun
}

export async function callScript(
  { exported }: Script,
  entry: ScriptEntry,
  cache: readonly CacheEntry[],
): Promise<Called> {
  switch (entry.dialect) {
    case 'authgear': {
      if (!isFunction(exported)) {
        throw new NoFunction(
          'The script has to export a function as its default: export default async function (e) { … }',
        )
      }
      return { value: await exported(entry.payload) }
    }
    case 'action': {
      const handler = isObject(exported) ? exported[entry.handler] : undefined
      if (!isFunction(handler)) {
        throw new NoFunction(
          `The Action has to export a function: exports.${entry.handler} = async (event, api) => { … }`,
        )
      }
      const action = createActionApi(cache, entry.handler === 'onExecuteCustomPhoneProvider')
      await Reflect.apply(handler, exported, [entry.event, action.api])
      return { value: null, action }
    }
    case 'hook': {
      if (!isFunction(exported)) {
        throw new NoFunction(
          'The Hook has to export a function: module.exports = function (recipient, text, context, cb) { … }',
        )
      }
      return { value: await callHook(exported, [entry.recipient, entry.text, entry.context]) }
    }
  }
}

/** Callback or promise, the first to settle wins. A promise of nothing waits for a callback that is asked for. */
function callHook(hook: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, value: unknown) => {
      if (error !== undefined && error !== null) reject(error)
      else resolve(value)
    }
    const returned = hook(...args, callback)
    if (!isObject(returned) || typeof returned.then !== 'function') return
    Promise.resolve(returned).then((value) => {
      if (value !== undefined || hook.length <= args.length) resolve(value)
    }, reject)
  })
}

type AnyFunction = (...args: unknown[]) => unknown
const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function'

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
