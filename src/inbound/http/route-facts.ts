// The facts that a route states in its own `config`, beside its handler. The hooks that act on them know no route by its
// URL: a route that states nothing has no `ETag`, is audited by its method, and shows a session no secret.

import type { TenantConfig } from '#src/identity/records.ts'

export type PathParams = Readonly<Record<string, string | undefined>>

/**
 * Picks what a form edits from the tenant's configuration: as it is stored, not as a dialect shows it. Undefined where
 * the path names nothing.
 */
export type EditedPart = (config: TenantConfig, params: PathParams) => unknown

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the route's `ETag` stands for and `If-Match` is checked against: a part of the configuration, or the row of the
     * user or administrator that `:id` names. Routes that one form saves together state the same part, so the tag in one
     * route's answer is good for the next.
     */
    readonly edits?: EditedPart | 'row'
    /** The action that the audit log records, where the method does not name it; false leaves the route out of the log. */
    readonly audit?: string | false
    /** A POST that changes nothing and has a body because of its size: viewers may send it, and it is not audited. */
    readonly onlyReads?: true
    /**
     * Fields of the answer, or of the items of its lists, that a session sees as they are, without having confirmed its
     * password. All other fields named like a secret are masked for it.
     */
    readonly unmasked?: readonly string[] | 'all'
  }
}

/** What the two dialects' settings of a tenant change: one form saves both. */
export const tenantWide: EditedPart = ({ settings, tenant }) => ({ settings, tenant })

/** Stands for a text that nobody has written yet, so that of two first versions only one is saved. */
export const builtIn = 'built in'
