import { useKindTitles } from '../api/provider-kinds.ts'

/** What a provider kind is called; one that this version does not know is shown by its name. */
export function KindTitle({ kind }: { readonly kind: string }) {
  return useKindTitles()[kind] ?? kind
}
