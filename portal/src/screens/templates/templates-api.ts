// What messages say: one text for each purpose, language and delivery method, and how it would look when it is sent.

import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { Answer, Body } from '../../api/native-types.ts'

/** The text that serves every language without one of its own. */
export const anyLocale = '*'

type Stored = Answer<'getTemplate'>
export type DeliveryMethod = Stored['delivery_method']
/** The purpose comes from the address, where it can be any text: the server checks it. */
export type TemplateKey = Pick<Stored, 'locale' | 'delivery_method'> & { readonly purpose: string }

/** `none` where there is no text at all, which only happens for every language together. */
export type Template = TemplateKey &
  Omit<Stored, keyof TemplateKey | 'source'> & { readonly source: Stored['source'] | 'none' }
export type PreviewRequest = TemplateKey & Omit<Body<'previewTemplate'>, keyof TemplateKey>
export type Preview = Answer<'previewTemplate'>

export function templatesQuery(api: Api, method: DeliveryMethod) {
  return queryOptions({
    queryKey: ['templates', 'list', method],
    queryFn: async ({ signal }) =>
      (
        await api.get<Answer<'listTemplates'>>('/v1/templates', {
          query: { delivery_method: method },
          signal,
        })
      ).templates,
  })
}

export function templateQuery(api: Api, key: TemplateKey) {
  return queryOptions({
    queryKey: ['templates', 'one', key],
    queryFn: ({ signal }) => readTemplate(api, key, signal),
    // An editor is open on what it shows.
    refetchOnWindowFocus: false,
  })
}

export async function readTemplate(
  api: Api,
  key: TemplateKey,
  signal?: AbortSignal,
): Promise<Versioned<Template>> {
  try {
    return await api.read<Stored>(pathOf(key), signal ? { signal } : {})
  } catch (error) {
    const isMissing = error instanceof ApiError && error.status === 404 && key.locale === anyLocale
    if (!isMissing) throw error
    return { value: { ...key, body: '', source: 'none' }, etag: undefined }
  }
}

export function saveTemplate(
  api: Api,
  key: TemplateKey,
  body: string,
  ifMatch: string | undefined,
): Promise<Versioned<Template>> {
  return api.put<Answer<'putTemplate'>>(pathOf(key), { body } satisfies Body<'putTemplate'>, { ifMatch })
}

/** Back to the text that is there without one of its own. The caller loads the templates again. */
export function useResetTemplate(key: TemplateKey) {
  const api = useApi()
  return useMutation({
    mutationFn: (ifMatch: string | undefined) => api.delete(pathOf(key), { ifMatch }),
  })
}

export function previewQuery(api: Api, request: PreviewRequest) {
  return queryOptions({
    queryKey: ['templates', 'preview', request],
    queryFn: ({ signal }) => api.post<Preview>('/v1/templates/preview', request, { signal }),
    enabled: request.body !== '',
    placeholderData: keepPreviousData,
  })
}

function pathOf({ purpose, locale, delivery_method: method }: TemplateKey): string {
  return `/v1/templates/${encodeURIComponent(purpose)}/${encodeURIComponent(locale)}/${method}`
}
