// Every page of one of the Management API's lists: for lists that are short enough to be shown or chosen from whole.

import type { Api, QueryParams } from './create-api.ts'

interface ReadOptions {
  readonly query?: QueryParams
  readonly signal?: AbortSignal
}

type PageOf<Item, Name extends string> = { readonly [Key in Name]: readonly Item[] } & {
  readonly next?: string
}

/** `name` is the member of the answer that holds the list. */
export async function readAll<Item, Name extends string>(
  api: Api,
  path: string,
  name: Name,
  { query = {}, ...options }: ReadOptions,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let from: string | undefined
  do {
    const page: PageOf<Item, Name> = await api.get(path, {
      query: { ...query, take: 100, from },
      ...options,
    })
    items.push(...page[name])
    from = page.next
  } while (from !== undefined)
  return items
}
