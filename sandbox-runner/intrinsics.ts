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

const { get, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect
const { is } = Object

interface Seen {
  readonly object: object
  readonly prototype: object | null
  readonly count: number
  /** Read one by one: a read makes no garbage, and this happens after every call. */
  readonly names: readonly (string | symbol)[]
  readonly values: readonly unknown[]
  readonly accessors: readonly (readonly [name: string | symbol, PropertyDescriptor])[]
}

/** Remembers the built-in objects as they are now. The function returned says whether they still are. */
export function watchIntrinsics(): () => boolean {
  const seen: Seen[] = watched.map(look)
  return () => {
    // Plain loops: what they would otherwise call may be what was changed.
    for (let i = 0; i < seen.length; i += 1) {
      const entry = seen[i]
      if (entry === undefined || !isUnchanged(entry)) return false
    }
    return true
  }
}

function look(object: object): Seen {
  const keys = ownKeys(object)
  const names: (string | symbol)[] = []
  const values: unknown[] = []
  const accessors: [string | symbol, PropertyDescriptor][] = []
  for (const key of keys) {
    const descriptor = getOwnPropertyDescriptor(object, key)
    if (descriptor && (descriptor.get || descriptor.set)) accessors.push([key, descriptor])
    else {
      names.push(key)
      values.push(descriptor?.value)
    }
  }
  return { object, prototype: getPrototypeOf(object), count: keys.length, names, values, accessors }
}

function isUnchanged({ object, prototype, count, names, values, accessors }: Seen): boolean {
  if (getPrototypeOf(object) !== prototype) return false
  if (ownKeys(object).length !== count) return false
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i]
    if (name === undefined || !is(get(object, name), values[i])) return false
  }
  for (let i = 0; i < accessors.length; i += 1) {
    const entry = accessors[i]
    if (entry === undefined) return false
    const now = getOwnPropertyDescriptor(object, entry[0])
    if (!now || now.get !== entry[1].get || now.set !== entry[1].set) return false
  }
  return true
}
