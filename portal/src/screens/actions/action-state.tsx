import { StatusBadge } from '../../ui/status-badge.tsx'
import { type Action, isBuilding } from './actions-api.ts'

/** How far the draft is: built, and what of it runs. */
export function ActionState({ action }: { readonly action: Action }) {
  const { status, deployed_version: version, all_changes_deployed: isDeployed } = action
  if (isBuilding(action)) return <StatusBadge status="building" />
  if (status === 'failed') return <StatusBadge status="failed" label="Build failed" />
  if (!version) return <StatusBadge status="draft" label="Not deployed" look="warning" />
  return isDeployed ? (
    <StatusBadge status="deployed" />
  ) : (
    <StatusBadge status="draft" label="Draft not deployed" look="warning" />
  )
}
