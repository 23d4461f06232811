import type { MessageOrganization } from '../types.ts'

/** `organization.*`, as every template may name it (contract 5.1, 5.3). */
export function organizationVariables({ id, name, displayName, metadata, branding }: MessageOrganization) {
  return { id, name, display_name: displayName, metadata, branding }
}
