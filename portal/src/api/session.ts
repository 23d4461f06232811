// Who is signed in. The session itself is a cookie that no script can read; what is kept here is whom it stands for.

import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useApi } from './api-context.tsx'
import { ApiError } from './api-error.ts'
import type { Api } from './create-api.ts'
import type { Answer } from './native-types.ts'

export type Role = Answer<'getAdministrator'>['role']

export interface Session {
  readonly administrator: { readonly id: string; readonly email: string; readonly role: Role }
  readonly csrf_token: string
  readonly tenant: { readonly name: string; readonly friendly_name: string }
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

const path = '/portal/api/session'

/** Null when nobody is signed in. */
export function sessionQuery(api: Api) {
  return queryOptions({
    queryKey: ['session'],
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        const session = await api.get<Session>(path, { signal })
        api.setCsrfToken(session.csrf_token)
        return session
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null
        throw error
      }
    },
    // Never asked again by itself: when it has ended, the next request says so, and the page stays where it is.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What is known before anybody has signed in. */
export function signInHintQuery(api: Api) {
  return queryOptions({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) =>
      api.get<{ readonly is_first_password_printed: boolean }>(`/portal/api/sign-in`, { signal }),
    retry: false,
  })
}

export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery(useApi()))
  if (!data) throw new Error('useSession is for pages behind the sign-in')
  return data
}

/** A viewer sees everything and changes nothing; the server decides, this only says so beforehand. */
export function useMayChange(): boolean {
  return useSession().administrator.role !== 'viewer'
}

export function useSignIn() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (credentials: Credentials) => api.post<Session>(path, credentials),
    onSuccess: (session) => {
      // What another administrator saw in this browser is not shown to the next.
      queries.clear()
      keepSession(api, queries, session)
    },
  })
}

/** After the session ended while its page is open: everything stays as it is. */
export function useSignInAgain() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (credentials: Credentials) => api.post<Session>(path, credentials),
    onSuccess: (session) => keepSession(api, queries, session),
  })
}

export function useSignOut() {
  const api = useApi()
  return useMutation({
    mutationFn: () => api.delete(path),
    // A whole new page: nothing that was seen or typed stays in this one. What is not saved is asked about.
    onSuccess: () => window.location.assign('/portal/sign-in'),
  })
}

/** The session goes on under another id; those of other browsers have ended. */
export function useChangePassword() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (change: { readonly current_password: string; readonly new_password: string }) =>
      api.post<Session>(`${path}/password`, change),
    onSuccess: (session) => keepSession(api, queries, session),
  })
}

function keepSession(api: Api, queries: QueryClient, session: Session): void {
  api.setCsrfToken(session.csrf_token)
  queries.setQueryData(['session'], session)
}

/** The password once more: what shows secrets asks for it. */
export function useConfirmPassword() {
  const api = useApi()
  return useMutation({
    mutationFn: (password: string) => api.post<Session>(`${path}/confirm`, { password }),
  })
}
