// Notices when a script changed what every script stands on, so that the next call gets a process without the change.

const watched: readonly object[] = [
  Object,
  Object.prototype,
  Function.prototype,
  Array,
  Array.prototype,
  String,
  String.prototype,
  Number,
  Number.prototype,
  Boolean.prototype,
  Symbol.prototype,
  BigInt.prototype,
  Date,
  Date.prototype,
  RegExp.prototype,
  Error,
  Error.prototype,
  TypeError.prototype,
  Promise,
  Promise.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  JSON,
  Math,
  Reflect,
  ArrayBuffer.prototype,
  Uint8Array.prototype,
  Object.getPrototypeOf(Uint8Array.prototype),
  Object.getPrototypeOf([][Symbol.iterator]()),
  URL.prototype,
  URLSearchParams.prototype,
  Headers.prototype,
  Request.prototype,
  Response.prototype,
]

const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect
const { is } = Object

interface Seen {
  readonly object: object
  readonly prototype: object | null
  readonly keys: readonly (string | symbol)[]
  readonly descriptors: readonly (PropertyDescriptor | undefined)[]
}

/** Remembers the built-in objects as they are now. The function returned says whether they still are. */
export function watchIntrinsics(): () => boolean {
  const seen: Seen[] = watched.map((object) => {
    const keys = ownKeys(object)
    const descriptors = keys.map((key) => getOwnPropertyDescriptor(object, key))
    return { object, prototype: getPrototypeOf(object), keys, descriptors }
  })
  return () => {
    // Plain loops: what they would otherwise call may be what was changed.
    for (let i = 0; i < seen.length; i += 1) {
      const entry = seen[i]
      if (entry === undefined || !isUnchanged(entry)) return false
    }
    return true
  }
}

function isUnchanged({ object, prototype, keys, descriptors }: Seen): boolean {
  if (getPrototypeOf(object) !== prototype) return false
  const now = ownKeys(object)
  if (now.length !== keys.length) return false
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i]
    if (key === undefined || now[i] !== key) return false
    const before = descriptors[i]
    const after = getOwnPropertyDescriptor(object, key)
    if (!before || !after || !is(before.value, after.value)) return false
    if (before.get !== after.get || before.set !== after.set || before.writable !== after.writable)
      return false
  }
  return true
}
